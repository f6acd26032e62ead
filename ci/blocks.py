#!/usr/bin/env python3
"""Prints the fenced blocks of a page that are marked so, or one of them: ci/blocks.py PAGE MARK [NUMBER], from 1 on."""

import pathlib
import re
import sys
import typing

FENCE = re.compile(r"^( *)```(.*)\n((?:.*\n)*?)\1```$", re.M)


class Block(typing.NamedTuple):
    """Where it starts, how it is marked, what is in it, and what stands between it and the next."""

    line: int
    mark: str
    body: str
    behind: str


def blocks(text):
    """The fenced blocks of a text, in their order."""
    found = list(FENCE.finditer(text))
    for block, following in zip(found, [*found[1:], None]):
        indent, mark, body = block.groups()
        behind = text[block.end() : following.start() if following else None]
        yield Block(text.count("\n", 0, block.start()) + 1, mark, re.sub(f"^{indent}", "", body, flags=re.M), behind)


def marked(text, mark):
    """What is in those of them that are marked so."""
    return [block.body for block in blocks(text) if block.mark == mark]


if __name__ == "__main__":
    page, mark, *number = sys.argv[1:]
    found = marked(pathlib.Path(page).read_text(), mark)
    wanted = [found[int(number[0]) - 1]] if number else found
    if not wanted:
        sys.exit(f"{page}: expected a block marked {mark}")
    print(*wanted, sep="", end="")
