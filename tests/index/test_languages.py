import pytest

from index.languages import language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("English", "The militants demanded a safe passage to Afghanistan, officials said on Monday."),
        ("English", "THE ARMY SAID ON 3 JANUARY THAT TWO SOLDIERS WERE KILLED IN AN AMBUSH NEAR THE CAPITAL."),
        ("Urdu", "بنوں میں پولیس سٹیشن پر حملے میں چار اہلکار ہلاک ہوئے، حکام نے پیر کو بتایا۔"),  # noqa: RUF001
        ("Spanish", "El grupo guerrillero se atribuyó el ataque contra la policía, dijeron las autoridades."),
        ("German", "Bei einem Angriff auf eine Polizeiwache sind am Sonntag vier Beamte getötet worden."),
        ("Russian", "В результате нападения на полицейский участок погибли четыре сотрудника полиции."),  # noqa: RUF001
        ("Arabic", "قال مسؤولون إن أربعة من رجال الشرطة قتلوا في هجوم على مركز للشرطة يوم الأحد."),
    ],
)  # fmt: skip
def test_the_language_of_a_sentence_is_named_in_english(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "Bannu", "12 34 56 78 90 12 34 56 78 90 12 34", "Ali Saif, Lima, Bannu, Kabul 7"])
def test_too_little_text_has_no_language(text: str) -> None:
    assert language_of(text) is None
