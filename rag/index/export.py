"""Model folder to a quantised ONNX file. Runs once per machine; imports torch and transformers, so nothing else does."""

import logging
import tempfile
import warnings
from pathlib import Path
from typing import Any


def export_int8(source: Path, target: Path) -> None:
    """Write `target` (ONNX, fused attention, dynamic int8 per channel) from the BERT-like model in `source`.

    The classic exporter with eager attention, onnxruntime's BERT fusion, then per-channel int8: measured twice as
    fast as fp32 with cosine >= 0.99 to it; per-tensor int8 reaches only 0.91.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer
    from transformers import AutoConfig, AutoModel
    from transformers.utils import logging as transformers_logging

    logging.getLogger("onnxruntime").setLevel(logging.ERROR)
    logging.getLogger().setLevel(logging.ERROR)
    transformers_logging.disable_progress_bar()
    config = AutoConfig.from_pretrained(source, local_files_only=True)
    model: Any = AutoModel.from_pretrained(
        source, local_files_only=True, use_safetensors=True, attn_implementation="eager"
    ).eval()

    class HiddenStates(torch.nn.Module):
        """The model called by keyword, giving the one tensor we use: tracing passes positional arguments."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return self.model(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids, use_cache=False
            ).last_hidden_state

    inputs = {name: torch.ones(2, 8, dtype=torch.long) for name in ("input_ids", "attention_mask", "token_type_ids")}
    axes = {name: {0: "batch", 1: "tokens"} for name in [*inputs, "last_hidden_state"]}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        torch.onnx.export(
            HiddenStates().eval(),
            tuple(inputs.values()),
            str(plain),
            input_names=list(inputs),
            output_names=["last_hidden_state"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        optimized = optimizer.optimize_model(
            str(plain), model_type="bert", num_heads=config.num_attention_heads, hidden_size=config.hidden_size
        )
        optimized.save_model_to_file(str(fused))
        quantize_dynamic(
            str(fused),
            str(target),
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": 1},  # onnx.TensorProto.FLOAT
        )
