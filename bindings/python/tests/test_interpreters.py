"""Where else the package is imported: a second interpreter in one process, and a process that forked."""

import subprocess
import sys
import textwrap


REFUSED = "store_auth: another interpreter of this process has imported it, and it serves one alone"


def run(program):
    return subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=120)


def test_a_second_interpreter_is_refused_and_the_first_goes_on():
    done = run("""
        try:
            import _interpreters as interpreters
        except ImportError:
            import _xxsubinterpreters as interpreters
        from store_auth import Verifier
        other = interpreters.create()
        program = '''
        try:
            import store_auth
        except ImportError as error:
            print(error, flush=True)
        '''
        import textwrap
        interpreters.run_string(other, textwrap.dedent(program))
        print(Verifier(keys="e4232e0620f9290025cb3783768c9c8c4686078c").check("/feed").code)
    """)
    assert (done.stdout, done.returncode) == (f"{REFUSED}\nmalformed\n", 0), done.stderr


def test_a_verifier_serves_in_a_process_that_forked():
    done = run("""
        import os
        from store_auth import Verifier
        verifier = Verifier(keys="e4232e0620f9290025cb3783768c9c8c4686078c")
        child = os.fork()
        if child == 0:
            os._exit(0 if verifier.check("/feed").code == "malformed" else 1)
        print(os.waitpid(child, 0)[1], verifier.check("/feed").code)
    """)
    assert done.stdout == "0 malformed\n", done.stderr
