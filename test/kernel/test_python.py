"""Python from the cells of a notebook, in the project's kernel and in tslab as it comes."""

import os
import time
import unittest

from support import ROOT, Kernel, register_argv
from test_stock import ARGV

CODE = """const x = tensor([[1, 2]]);
const doubled = await python<Tensor>`
  print("α")
  print("β", end="")
  2 * ${x}
`;
console.log(' then ' + doubled.data.join());"""
ENDLESS = """await python`
  import os
  print(os.getpid())
  while True:
    try:
      while True: pass
    except KeyboardInterrupt: pass
`"""


class Bridge:
    def setUp(self):
        time.sleep(0.3)  # stock tslab drops what comes in the 200 ms after an error

    def test_values_come_back_and_prints_appear(self):
        self.assertEqual(self.kernel.printed(CODE), "α\nβ\n then 2,4\n")

    def test_an_exception_fails_the_cell_with_its_lines(self):
        reply, outputs = self.kernel.run("await python`1 / 0`")
        self.assertEqual(reply["status"], "error")
        self.assertIn("ZeroDivisionError: division by zero\n  line 1: 1 / 0", str(outputs).replace("\\n", "\n"))

    def test_an_interrupt_ends_the_process_and_the_kernel_lives_on(self):
        client = self.kernel.client
        client.execute(ENDLESS)
        pid = None
        while pid is None:
            message = client.get_iopub_msg(timeout=20)
            if message["msg_type"] == "stream":
                pid = int(message["content"]["text"])
        self.kernel.manager.interrupt_kernel()
        self.assertEqual(client.get_shell_msg(timeout=10)["content"]["status"], "error")
        deadline = time.monotonic() + 10
        while alive(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse(alive(pid))
        self.setUp()
        self.assertEqual(self.kernel.printed("console.log(await python`40 + 2`)"), "42\n")


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class InOurKernel(Bridge, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = cls.enterClassContext(Kernel(ROOT))
        cls.kernel.run("import { python, tensor, type Tensor } from 'softmax-lab';", timeout=60)


class InStockTslab(Bridge, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kernel = cls.enterClassContext(Kernel(ROOT, name=register_argv(ARGV, "stock-tslab")))
        cls.kernel.run("import { python, tensor, Tensor } from 'softmax-lab';", timeout=60)


if __name__ == "__main__":
    unittest.main()
