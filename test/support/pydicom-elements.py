"""Reads DICOM files named on standard input (one a line) with pydicom and prints one JSON line each:
the data set as DICOM JSON, binary values in line, every element that pydicom cannot convert marked."""
import base64
import json
import sys
import warnings

import pydicom
from pydicom.dataelem import RawDataElement

warnings.simplefilter("ignore")
BINARY = {"OB", "OD", "OF", "OL", "OV", "OW", "UN"}


def element_json(element):
    if element.VR == "SQ":
        return {"vr": "SQ", "Value": [dataset_json(item) for item in element.value]}
    vr = element.VR
    if vr in BINARY or " or " in vr:
        value = element.value if isinstance(element.value, bytes) else b""
        return {"vr": vr, "InlineBinary": base64.b64encode(value).decode()}
    return json.loads(json.dumps(element.to_json_dict(None, 0)))


def dataset_json(dataset):
    result = {}
    for tag in sorted(dataset.keys()):
        if tag.element == 0:
            continue
        key = f"{tag:08X}"
        try:
            result[key] = element_json(dataset[tag])
        except Exception as error:
            result[key] = {"error": f"{type(error).__name__}: {error}"}
    return result


for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with_pixels = pydicom.dcmread(path, force=True)
        answer = {"path": path, "dataset": dataset_json(with_pixels)}
    except Exception as error:
        answer = {"path": path, "error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer))
