"""Print the operations of the matrix with their calls, as a table: `PYTHONPATH=layers/core python -m tests.crashes`."""

from __future__ import annotations

from collections import Counter

from tests.crashes.matrix import cells, figures, undisturbed
from tests.crashes.variants import VARIANTS

if __name__ == "__main__":
    number = Counter(cell.variant.name for cell in cells())
    print("| operation | its calls | ends with | cells |")
    print("|---|---|---|---|")
    for variant in VARIANTS:
        calls = ", ".join(undisturbed(variant).calls)
        print(f"| {variant.name} | {calls} | {variant.refused or 'done'} | {number[variant.name]} |")
    print(f"\n{figures()}")
