"""What becomes of a panic, in a module that was built with feature `panics`. No test of pytest: the module is another one."""

from conftest import KEY, signed
from store_auth import Verifier
from store_auth.wsgi import StoreAuthMiddleware

verifier = Verifier(keys=KEY)


def panicked(call):
    try:
        call()
    except BaseException as error:
        assert type(error).__name__ == "PanicException" and not isinstance(error, Exception), repr(error)
        assert "asked to" in str(error) and KEY not in str(error)
        return True
    return False


def app(environ, start_response):
    raise AssertionError("nobody is let in")


environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": "panic", "SCRIPT_NAME": ""}
for _ in range(2):
    assert panicked(lambda: verifier.verify("/feed?panic"))
    assert panicked(lambda: verifier.check("/feed?panic"))
    assert panicked(lambda: StoreAuthMiddleware(app, verifier)(environ, lambda *_: None))
    assert verifier.check(**signed())
print("a panic is an exception, lets nobody in, and leaves the verifier as it was")
