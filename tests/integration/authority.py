"""A certificate authority for tests, made with the openssl command."""
import os
import subprocess


class Authority:
    """Signs certificates into PEM files of `folder`: NAME.crt and NAME.key."""

    def __init__(self, folder, name="authority"):
        self.folder, self.name = folder, name
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-days", "2", "-subj", "/CN=" + name,
                      "-keyout", self.key(name), "-out", self.certificate(name))

    def certificate(self, name):
        return os.path.join(self.folder, name + ".crt")

    def key(self, name):
        return os.path.join(self.folder, name + ".key")

    def sign(self, name, alternative_names, days=1):
        """A certificate with these alternative names ("DNS:localhost,IP:127.0.0.1"). Both files are
        renamed into place, as what renews certificates does; a negative life is one that ended."""
        request = os.path.join(self.folder, name + ".csr")
        extensions = os.path.join(self.folder, name + ".ext")
        with open(extensions, "w", encoding="utf-8") as file:
            file.write("subjectAltName=" + alternative_names + "\n")
        self._openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                      "-nodes", "-subj", "/CN=" + name, "-keyout", self.key(name) + ".new",
                      "-out", request)
        self._openssl("x509", "-req", "-in", request, "-CA", self.certificate(self.name),
                      "-CAkey", self.key(self.name), "-CAcreateserial", "-days", str(days),
                      "-extfile", extensions, "-out", self.certificate(name) + ".new")
        os.rename(self.key(name) + ".new", self.key(name))
        os.rename(self.certificate(name) + ".new", self.certificate(name))

    @staticmethod
    def _openssl(*arguments):
        done = subprocess.run(["openssl", *arguments], capture_output=True, check=False)
        if done.returncode != 0:
            raise AssertionError("openssl %s: %s" % (arguments[0], done.stderr.decode()))
