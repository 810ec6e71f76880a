import os
import subprocess
import sys
from pathlib import Path

from index.encoder import Encoder
from tests.conftest import model_folder

ENCODE = """
import sys, time
from pathlib import Path
from index.onnx_encoder import OnnxEncoder
OnnxEncoder(Path(sys.argv[1])).encode(["what did they demand?"])
time.sleep(1)
"""


def test_the_library_keeps_no_device_id_and_no_record_of_what_it_does(real_encoder: Encoder, tmp_path: Path) -> None:
    command = [sys.executable, "-c", ENCODE, str(model_folder(real_encoder))]
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"} | home
    subprocess.run(command, env=environment, cwd=Path(__file__).parents[2], check=True)  # noqa: S603 - our own code

    assert list(tmp_path.rglob("*")) == []
