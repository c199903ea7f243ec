"""Judges many objects in one process, because to load the linter takes longer than to use it.

Reads the jobs of a file, one a line, and answers one line each, both JSON:

    {"file": "a.pem", "judge": "etsi", "type": "NCP-NATURAL-PERSON-CERTIFICATE"}
    {"file": "a.pem", "judge": "etsi", "findings": [{"code": …, "severity": …, "message": …}]}

The judges are those of `linters` (pkilint at level NOTICE) and `reencoding`. A job that cannot
be done is a finding too: nothing is passed over in silence.
"""

import json
import sys

import linters
import reencoding

JUDGES = {**linters.JUDGES, "reencode": reencoding.judge}


def findings(job):
    """What the job's judge finds in the job's file."""
    try:
        return JUDGES[job["judge"]](job)
    except Exception as error:  # pylint: disable=broad-except
        message = f"{type(error).__name__}: {error}"[:300]
        return [{"code": "not-judged", "severity": "FATAL", "message": message}]


def main():
    """Answers all jobs."""
    with open(sys.argv[1], encoding="utf-8") as jobs:
        for job in map(json.loads, jobs):
            print(json.dumps({**job, "findings": findings(job)}))


if __name__ == "__main__":
    main()
