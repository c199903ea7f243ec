"""Holds audit events, a line of JSON each, against their schema (AUD-02)."""

import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
events, faults = 0, 0
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        events += 1
        for fault in validator.iter_errors(json.loads(line)):
            faults += 1
            print(f"event {events}: {fault.json_path}: {fault.message}")
print(f"{events} events, {faults} faults")
sys.exit(1 if faults or not events else 0)
