"""Models for ONNX Runtime, which only this file loads, its telemetry switched off: nothing leaves this machine."""

import os
from pathlib import Path
from typing import Any

# Read when the library is loaded. Since 1.29 its builds for Linux keep a device's id and tell Microsoft what they do.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def open_session(path: Path) -> Any:
    """A session of a model on the processor, one thread a call, for any number of threads that call it."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # its errors are raised as well
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])


def quantise(path: Path, *, but: list[str]) -> None:
    """Write a model's matrices as integers in its own place, each output channel on a scale of its own, 7 of 8 bits.

    `but` names the products that stay as they are.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(path, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, nodes_to_exclude=but)
