"""`python -m tests.tools.call MODULE FUNCTION`: calls a function inside a server's own settings and database.

Its named arguments come as JSON on standard input, its answer goes as JSON to the last line of standard output. So a
test can look into a database that its own process is not connected to, with functions that are checked like all others.
"""

import importlib
import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    function = getattr(importlib.import_module(sys.argv[1]), sys.argv[2])
    answer = json.dumps(function(**json.load(sys.stdin)))
    sys.stdout.write(f"\n{answer}\n")
