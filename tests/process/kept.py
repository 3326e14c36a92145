"""What the process tests share: a throw-away home, and runs of the real binary in it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

BINARY = os.path.abspath(sys.argv[1])


class Home:
    """A user's home folder, gone at the end of a with block."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="kept-process-")
        self.store = os.path.join(self.path, ".local/share/kept/kept.db")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def environment(self, **more):
        return {"HOME": self.path, "PATH": "/usr/bin:/bin", "TZ": "Asia/Jerusalem", **more}

    def start(self, *arguments, environment=None, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        return subprocess.Popen(
            [BINARY, *arguments], env=environment or self.environment(), cwd=self.path, **options
        )

    def run(self, *arguments, environment=None, **options):
        process = self.start(*arguments, environment=environment, **options)
        out, err = process.communicate()
        return process.returncode, (out or b"").decode(), (err or b"").decode()

    def done(self, *arguments):
        """Runs what must succeed; answers its stdout."""
        status, out, err = self.run(*arguments)
        expect(status == 0, f"kept {' '.join(arguments)} exited {status}: {err}")
        return out

    def rows(self, *arguments):
        """The rows of the first section of a JSON answer."""
        answer = json.loads(self.done("--format", "json", *arguments))
        return next(value for value in answer.values() if isinstance(value, list))

    def well(self):
        """kept check finds nothing wrong."""
        status, out, err = self.run("check")
        expect((status, out, err) == (0, "", ""), f"check: {status} {out} {err}")


checks = 0


def expect(holds, what):
    global checks
    checks += 1
    if not holds:
        sys.exit(f"FAILED: {what}")


def finish():
    print(f"{checks} checks held")
