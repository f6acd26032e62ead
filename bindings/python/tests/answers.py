"""Answers questions, one JSON object a line, in the order asked."""

import json
import sys
import warnings

import vectors

# Keys of vectors are short.
warnings.simplefilter("ignore")
# A text may hold a lone surrogate: of JSON it is read, and written nowhere.
for line in sys.stdin.buffer:
    print(json.dumps(vectors.answer(json.loads(line))), flush=True)
