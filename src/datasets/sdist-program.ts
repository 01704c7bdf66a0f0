/**
 * A program of Python that fetches the source distribution with a checksum and runs nothing of it: `name version sha256`, and
 * options of `pip download`. It is that command of pip, with another end.
 */
export const SDIST_PROGRAM = `
import hashlib, sys
from pip._internal.commands.download import DownloadCommand
from pip._internal.exceptions import InstallationError

class FetchSdist(DownloadCommand):
    def run(self, options, args):
        name, version, wanted = args
        session = self.get_default_session(options)
        finder = self._build_package_finder(options, session, ignore_requires_python=True)
        candidates = [c for c in finder.find_all_candidates(name) if str(c.version) == version]
        if not candidates:
            raise InstallationError(f'Could not find a version that satisfies the requirement {name}=={version}')
        for candidate in candidates:
            response = session.get(candidate.link.url_without_fragment, headers={'Accept-Encoding': 'identity'})
            response.raise_for_status()
            if hashlib.sha256(response.content).hexdigest() == wanted:
                with open(f'{name}-{version}.tar.gz', 'wb') as file:
                    file.write(response.content)
                return 0
        raise InstallationError('THESE PACKAGES DO NOT MATCH THE HASHES')

sys.exit(FetchSdist('download', '').main(sys.argv[1:]))
`;
