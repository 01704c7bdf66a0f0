"""What the areas in Python share: `inject(FAULTS)` prints what begins and what was seen, a JSON object a line."""

import json
import re
import sys

LIMIT_SECONDS = 120


def inject(faults):
    """Injects faults of the form (what is done, a function that does it, pattern of what must be seen[, seconds])."""
    for fault, action, expected, *limit in faults:
        print(json.dumps({"begins": fault, "limit": limit[0] if limit else LIMIT_SECONDS}), flush=True)
        try:
            seen = str(action())
        except Exception as error:
            seen = f"{type(error).__name__}: {error}"
        held = re.search(expected, seen) is not None
        print(json.dumps({"fault": fault, "seen": seen, "held": held, "expected": expected}), flush=True)
    sys.stdout.flush()
