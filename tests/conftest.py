"""What all tests share: a home folder of their own, so that nobody's library or database is touched."""

import atexit
import os
import shutil
import tempfile

if "CURBSIDE_HOME" not in os.environ:
    _home = tempfile.mkdtemp(prefix="curbside-tests-")
    os.environ["CURBSIDE_HOME"] = _home
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
