"""Compares pairs of files, one pair a line of the list given: what differs beyond the edit is printed."""
import sys
import pydicom
from pydicom.config import settings

settings.reading_validation_mode = pydicom.config.IGNORE
CHANGED = {0x00080050, 0x00100010, 0x00100020, 0x00104000, 0x04000561, 0x0018A001}

for line in open(sys.argv[1], encoding="utf-8"):
    before_path, after_path = line.rstrip("\n").split("\t")
    try:
        before = pydicom.dcmread(before_path, force=True)
    except Exception:
        continue
    after = pydicom.dcmread(after_path)
    if str(after.get("PatientName")) != "Corrected^Patient^A":
        print(before_path, "name", after.get("PatientName"))
    item = after.OriginalAttributesSequence[-1]
    if item.ReasonForTheAttributeModification != "CORRECT":
        print(before_path, "reason")
    for tag in set(before.keys()) | set(after.keys()):
        if tag in CHANGED or (tag & 0xFFFF) == 0:
            continue
        old, new = before.get_item(tag), after.get_item(tag)
        if old is None or new is None:
            print(before_path, tag, "missing on one side")
        elif getattr(old, "value", None) != getattr(new, "value", None):
            print(before_path, tag, "differs")
