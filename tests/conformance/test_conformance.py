"""The sandbox answers as kinesis-local does, but for what docs/conformance.md lists."""

import sys
import unittest

from .played import differences
from .report import PAGE, page
from .services import missing


class Conformance(unittest.TestCase):
    maxDiff = None

    def test_the_page_lists_what_differs(self):
        if tools := missing():
            words = f"{' and '.join(tools)} missing: THE SANDBOX IS NOT HELD AGAINST KINESIS-LOCAL. Install Node.js 18 or newer."
            print(f"\n{'!' * len(words)}\n{words}\n{'!' * len(words)}", file=sys.stderr)
            self.skipTest(words)
        played, found = differences()
        self.assertGreaterEqual(played, 150)
        self.assertEqual(PAGE.read_text(), page(played, found), "docs/conformance.md is not what is played: make conformance")


if __name__ == "__main__":
    unittest.main()
