"""Decision trees drawn in text → branches: "IF this path THEN these actions".

Some facts stand only in such drawings, so each arm becomes a passage of its own, with the path to it as lead-in.
"""

import re
from dataclasses import dataclass, field

_ARROW = re.compile(r"(?<!\s)\s*+(?:-+>|→|─+>|=+>)\s*")
_OPENING = re.compile(r"\s*+(?:-+>|→|─+>|=+>|--+)\s*")  # a branch may open with a plain line: "+-- Yes"
_DRAWING = re.compile(r"^[\s|+│├└─]*")
_RULE = re.compile(r"^[\s|+│├└─=_-]*$")


@dataclass(slots=True)
class Node:
    """One line of a tree and what hangs below it."""

    text: str
    column: int
    children: "list[Node]" = field(default_factory=list)


def parse_tree(drawing: str) -> list[Node]:
    """The roots of a drawn tree. Indentation decides who hangs below whom."""
    roots: list[Node] = []
    stack: list[Node] = []
    for line in drawing.splitlines():
        if _RULE.match(line):
            continue
        lead = _DRAWING.match(line)
        start = lead.end() if lead else 0
        rest = line[start:]
        is_continuation = True
        if arrow := _OPENING.match(rest):
            rest = rest[arrow.end() :]
            is_continuation = False
        words = [part.strip(" |") for part in _ARROW.split(rest) if part.strip(" |")]
        for offset, word in enumerate(words):
            node = Node(text=word, column=start + offset)
            while stack and stack[-1].column >= node.column:
                stack.pop()
            parent = stack[-1] if stack else None
            if is_continuation and parent is not None and offset == 0 and _hangs_under_action(parent, start):
                # A line without an arrow, set below an action, goes on with that action's list.
                stack.pop()
                parent = stack[-1] if stack else None
            (parent.children if parent else roots).append(node)
            stack.append(node)
            is_continuation = False
    return roots


def _hangs_under_action(parent: Node, start: int) -> bool:
    return not parent.children and not parent.text.endswith(("?", ":")) and start > parent.column + 3
