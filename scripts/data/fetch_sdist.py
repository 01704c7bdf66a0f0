"""Fetches a source distribution into the current folder, and runs nothing of it: `name version`, and options of `pip download`.

That command itself would run the distribution's program, to ask for metadata. This is it with another end, so it has the user's
index, proxy and certificates.
"""

import sys

from pip._internal.commands.download import DownloadCommand
from pip._internal.exceptions import InstallationError


class FetchSdist(DownloadCommand):
    def run(self, options, args):
        name, version = args
        session = self.get_default_session(options)
        finder = self._build_package_finder(options, session, ignore_requires_python=True)
        for candidate in finder.find_all_candidates(name):
            if str(candidate.version) != version or not candidate.link.filename.endswith(".tar.gz"):
                continue
            response = session.get(candidate.link.url_without_fragment, headers={"Accept-Encoding": "identity"})
            response.raise_for_status()
            with open(f"{name}-{version}.tar.gz", "wb") as file:
                file.write(response.content)
            return 0
        raise InstallationError(f"Could not find a version that satisfies the requirement {name}=={version}")


sys.exit(FetchSdist("download", "").main(sys.argv[1:]))
