"""Logs of servers must not tell what proves who one is.

    log_secrets.refuse(served.read_log(), tokens, [authority.key("server")])
"""
import re

# common/access/token.h; and whatever PEM calls a private key.
_FORMS = (re.compile(r"dl_[0-9a-f]{16}_[A-Za-z0-9_-]{43}"), re.compile(r"BEGIN [A-Z ]*PRIVATE KEY"))


def refuse(log, tokens=(), key_files=()):
    """AssertionError if the text has anything of a token's or key's form, or the secret part of one
    of these tokens, or a line of one of these keys. The message does not repeat it."""
    for form in _FORMS:
        if form.search(log):
            raise AssertionError("a secret is in the log: it has the form of " + form.pattern)
    for token in tokens:
        if token.split("_", 2)[2] in log:
            raise AssertionError("the secret of a token is in the log")
    for name in key_files:
        with open(name, encoding="ascii") as file:
            for line in file.read().splitlines()[1:-1]:
                if len(line) >= 40 and line in log:
                    raise AssertionError("a private key is in the log: " + name)
