import pytest
import torch
from transformers import BertConfig, BertModel

from tests.bench.lora import LoRALinear, adapt, adapter_of

IDS = torch.tensor([[1, 2, 3, 4]])


@pytest.fixture
def model() -> BertModel:
    torch.manual_seed(0)
    config = BertConfig(vocab_size=10, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16)
    found = BertModel(config)
    found.train(mode=False)
    return found


def states(model: BertModel) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model(input_ids=IDS).last_hidden_state
    return found


def test_a_model_that_has_just_been_adapted_gives_what_it_gave(model: BertModel) -> None:
    before = states(model)
    adapt(model, [1], rank=2)

    assert torch.allclose(states(model), before)
    assert all(".layer.1." in name for name, weight in model.named_parameters() if weight.requires_grad)


def test_the_shipped_change_does_to_the_plain_model_what_was_fitted(model: BertModel) -> None:
    plain = {name: weight.clone() for name, weight in model.state_dict().items()}
    adapt(model, [1], rank=2)
    for module in model.modules():
        if isinstance(module, LoRALinear):
            torch.nn.init.normal_(module.up)
    fitted = states(model)

    again = BertModel(model.config)
    again.train(mode=False)
    again.load_state_dict(plain)
    for name, change in adapter_of(model, share=1.0).items():
        again.get_parameter(f"{name}.weight").data += torch.from_numpy(change.delta)

    assert len(adapter_of(model, share=1.0)) == 6
    assert torch.allclose(states(again), fitted, atol=1e-5)
