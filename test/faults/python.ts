import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python, pythonAvailable, runPython, type PythonValue } from '../../src';
import type { Fault } from './fault';

/** What Python printed last; standard output belongs to the suite. */
let printed = '';
console.log = (line: string): void => void (printed = line);

/** Whether the process whose id Python told still runs; it is given two seconds to end. */
async function runs(pid: number): Promise<boolean> {
  for (let i = 0; i < 40; i++) {
    try {
      process.kill(pid, 0);
      // A process that nobody waits for stays listed.
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return false;
    } catch {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

/** In a working folder with modules of its own, and variables of the environment. */
async function inFolder(
  modules: Record<string, string>,
  code: string,
  variables: Record<string, string> = {},
): Promise<PythonValue> {
  const folder = mkdtempSync(join(tmpdir(), 'python '));
  const [before, environment] = [process.cwd(), { ...process.env }];
  for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, name), text);
  process.chdir(folder);
  for (const [name, value] of Object.entries(variables)) process.env[name] = value.replace('FOLDER', folder);
  try {
    return await runPython(code);
  } finally {
    process.chdir(before);
    for (const name of Object.keys(variables)) {
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

const shadows = 'raise SystemExit("the module of the working folder")';

const behind: Fault[] = [
  {
    fault: 'Python leaves a sleeping process behind that holds its pipes',
    inject: () => python`import subprocess; p = subprocess.Popen(["sleep", "30"]); 7`,
    expected: 7,
  },
  {
    fault: 'Python leaves a shell’s background job behind',
    inject: () => python`import os; os.system("sleep 30 &"); 7`,
    expected: 7,
  },
  {
    fault: 'Python leaves a daemon behind, forked twice',
    inject: () => python`
      import os, time
      if os.fork() == 0:
          os.setsid()
          if os.fork() == 0:
              time.sleep(30)
          os._exit(0)
      7
    `,
    expected: 7,
  },
  {
    fault: 'a fork of Python comes to the end of the code as well',
    inject: () => python`
      import os
      pid = os.fork()
      "the fork" if pid == 0 else (os.waitpid(pid, 0)[1], "the parent")[1]
    `,
    expected: 'the parent',
  },
  {
    fault: 'a fork of Python raises, prints, and exits before its parent answers',
    inject: () => python`
      import os
      pid = os.fork()
      if pid == 0:
          print("x" * 100000)
          raise ValueError
      os.waitpid(pid, 0)[1] >> 8
    `,
    expected: 1,
  },
  {
    fault: 'processes of multiprocessing print while Python prints',
    inject: () => python`
      import multiprocessing
      def work(i):
          print("x" * 5000)
          return i * i
      with multiprocessing.get_context("fork").Pool(2) as pool:
          result = pool.map(work, range(20))
      sum(result)
    `,
    expected: 2470,
  },
  {
    fault: 'a daemon thread of Python lives on',
    inject: () =>
      python`import threading, time; threading.Thread(target=time.sleep, args=(30,), daemon=True).start(); 7`,
    expected: 7,
  },
  {
    fault: 'a thread of Python never ends',
    inject: () => python({ timeout: 0.6 })`
      import threading, time
      threading.Thread(target=time.sleep, args=(30,)).start()
      7
    `,
    expected:
      'PythonError: python: ended after 0.6 s, the timeout; the code had come to its end, but threads of it had not',
  },
  {
    fault: 'Python waits for a process beyond its timeout',
    inject: () => python({ timeout: 0.6 })`import os; os.system("sleep 30")`,
    expected: 'PythonError: python: ended after 0.6 s, the timeout',
  },
  {
    fault: 'a process that Python has started, after the timeout',
    inject: async () => {
      await python({ timeout: 0.6 })`
        import subprocess
        p = subprocess.Popen(["sleep", "30"])
        print(p.pid)
        p.wait()
      `.catch(() => undefined);
      return (await runs(Number(printed))) ? 'it runs' : 'it has ended';
    },
    expected: 'it has ended',
  },
  {
    fault: 'a signal aborts Python in native code that never looks up',
    inject: () => python({ signal: AbortSignal.timeout(500) })`sum(range(10 ** 14))`,
    expected: 'AbortError: python: ended by the signal',
  },
];

const deaths: Fault[] = [
  { code: 'os._exit(3)', seen: 'the process died (exit code 3)' },
  { code: 'os._exit(0)', seen: 'the process died (exit code 0)' },
  { code: 'os.kill(os.getpid(), 9)', seen: 'the process died (SIGKILL)' },
  { code: 'os.kill(os.getpid(), 11)', seen: 'the process died (SIGSEGV)' },
].map(({ code, seen }) => ({
  fault: `Python ends by ${code}`,
  inject: () => runPython(`import os\n${code}`),
  expected: `PythonError: python: ${seen}`,
}));

const DESCRIPTOR = `
import os, stat
answers = [fd for fd in range(3, 20) if os.path.exists(f"/proc/self/fd/{fd}") and stat.S_ISSOCK(os.fstat(fd).st_mode)][-1]
`;
const GARBLED =
  /^PythonError: python: the answer can't be read \(.*\): the code may write to descriptors 1 and 2 and to those that it opens, to no others$/;

const descriptors: Fault[] = [
  {
    fault: 'Python writes to the descriptor of the answers',
    inject: () => runPython(`${DESCRIPTOR}\nos.write(answers, b"hello, world")\n7`),
    expected: GARBLED,
  },
  {
    fault: 'Python writes three bytes to the descriptor of the answers',
    inject: () => runPython(`${DESCRIPTOR}\nos.write(answers, b"abc")\n7`),
    expected: GARBLED,
  },
  {
    fault: 'Python writes to the descriptor of the answers after its answer',
    inject: () => runPython(`${DESCRIPTOR}\nimport atexit\natexit.register(os.write, answers, b"abc")\n7`),
    expected: GARBLED,
  },
  {
    fault: 'Python writes a mark of ours and a text that is no JSON',
    inject: () => runPython(`${DESCRIPTOR}\nos.write(answers, b"\\x7fpy:\\x03\\0\\0\\0abc")\n7`),
    expected: GARBLED,
  },
  {
    fault: 'Python closes standard output',
    inject: () => python`import os; os.close(1); print("unseen", file=open(os.devnull, "w")); 7`,
    expected: 7,
  },
  {
    fault: 'Python closes all descriptors but 0, 1, 2',
    inject: () => python`import os; os.closerange(3, 100); 7`,
    expected:
      'PythonError: python: the process died (exit code 1)\n' +
      'the code closed a descriptor that it did not open: the one its result goes through',
  },
  {
    fault: 'Python closes all descriptors, and a file of its own takes their place',
    inject: async () => {
      const path = join(mkdtempSync(join(tmpdir(), 'python ')), 'data');
      await python`
        import os
        os.closerange(3, 100)
        files = [open(${path}, "a") for _ in range(5)]
        7
      `.catch(() => undefined);
      return `${readFileSync(path).length} bytes in the file`;
    },
    expected: '0 bytes in the file',
  },
  {
    fault: 'a signal’s handler raises while Python prints',
    inject: () =>
      python`
      import signal
      def late(*_): raise TimeoutError("too slow")
      signal.signal(signal.SIGALRM, late)
      signal.setitimer(signal.ITIMER_REAL, 0.2)
      while True:
          print("." * 50, file=None)
    `.catch((error: Error) => `${error.message.split('\n')[0]}`),
    expected: 'TimeoutError: too slow',
  },
  {
    fault: 'Python prints five million characters, and answers',
    inject: () => python`print("é" * 5_000_000); 7`,
    expected: 7,
  },
];

const doors: Fault[] = [
  {
    fault: 'a json.py, a struct.py, an io.py in the working folder',
    inject: () => inFolder({ 'json.py': shadows, 'struct.py': shadows, 'io.py': shadows }, '1 + 1'),
    expected: 2,
  },
  {
    fault: 'a random.py and a numpy.py in the working folder, and NumPy imported',
    inject: () =>
      inFolder(
        { 'random.py': shadows, 'numpy.py': shadows },
        'import numpy as np\nnp.random.default_rng(0).integers(1, 2)',
      ),
    expected: 1,
  },
  {
    fault: 'PYTHONPATH names a folder with a json.py and a sitecustomize.py',
    inject: () =>
      inFolder({ 'json.py': shadows, 'sitecustomize.py': shadows }, '1 + 1', { PYTHONPATH: 'FOLDER' }),
    expected: 2,
  },
  {
    fault: 'PYTHONHOME, PYTHONINSPECT, PYTHONOPTIMIZE and PYTHONWARNINGS of another Python',
    inject: () =>
      inFolder({}, 'import warnings\nwarnings.warn("unseen", DeprecationWarning)\n__debug__', {
        PYTHONHOME: '/nowhere',
        PYTHONINSPECT: '1',
        PYTHONOPTIMIZE: '2',
        PYTHONWARNINGS: 'error',
      }),
    expected: true,
  },
  {
    fault: 'a module of the working folder that no other has the name of',
    inject: () => inFolder({ 'my_helpers.py': 'answer = 42' }, 'import my_helpers\nmy_helpers.answer'),
    expected: 42,
  },
];

export const faults: Fault[] = pythonAvailable() ? [...behind, ...deaths, ...descriptors, ...doors] : [];
