import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { datasets, images, math, metrics, nn, train } from 'softmax-lab';
import { CIFAR100_SAMPLES, IMAGENET_SAMPLES } from '../src/datasets/foolbox-records';
import { IMAGENET, SQUEEZENET, WORDNET } from '../src/datasets/imagenet-records';
import { greyPng } from './support/grey-png';
import { unlessCached } from './support/cached';

/** The first reason why one of these data sets is not looked at. */
const unless = (...records: Parameters<typeof unlessCached>[0][]) => ({
  skip: records.map(unlessCached).find((reason) => reason !== false) ?? false,
});

describe('imagenetClasses', unless(IMAGENET), () => {
  it('has the 1000 classes, each with another id and name', async () => {
    const { ids, names, synonyms } = await datasets.imagenetClasses();
    assert.deepEqual([ids.length, new Set(ids).size, new Set(names).size], [1000, 1000, 1000]);
    assert.deepEqual([ids[0], names[0], synonyms[0]], ['n01440764', 'tench', ['tench', 'Tinca tinca']]);
    assert.deepEqual([ids[999], names[999]], ['n15075141', 'toilet tissue']);
    assert.deepEqual([names[134], names[517]], ['crane (n02012849)', 'crane (n03126707)']);
  });
});

describe("ImageNet's classes in WordNet", unless(IMAGENET, WORDNET), () => {
  const hierarchyOf = async () => {
    const { ids } = await datasets.imagenetClasses();
    const { synset } = await datasets.wordnet();
    return { synset, hierarchy: metrics.classHierarchy(ids, (id) => synset(id).hypernyms) };
  };

  it('are a graph below entity, in which 304 have an ancestor with several parents', async () => {
    const { synset, hierarchy } = await hierarchyOf();
    const { nodes } = hierarchy;
    assert.deepEqual(synset(nodes[0].id).names, ['entity']);
    assert.equal(nodes[0].labels.length, 1000);
    const several = nodes.filter(({ parents }) => parents.length > 1);
    const classes = new Set(several.flatMap(({ labels }) => [...labels]));
    assert.equal(classes.size, 304);
    const leaves = nodes.filter(({ children }) => children.length === 0);
    assert.equal(leaves.length, 1000, 'no class is above another');
  });

  it('are named as WordNet names them', async () => {
    const { ids, synonyms } = await datasets.imagenetClasses();
    const { synset } = await datasets.wordnet();
    ids.forEach((id, label) => assert.deepEqual(synset(id).names, synonyms[label], id));
    assert.match(synset('n02084071').gloss, /^a member of the genus Canis/);
    assert.throws(() => synset('n02084072'), { name: 'OptionError', message: /no noun n02084072/ });
    assert.throws(() => synset('dog'), { name: 'OptionError', message: /got 'dog'/ });
  });

  it('have 118 kinds of dogs', async () => {
    const { hierarchy } = await hierarchyOf();
    const dog = hierarchy.nodes.find(({ id }) => id === 'n02084071')!;
    assert.equal(dog.labels.length, 118);
    assert.equal(metrics.commonAncestor(hierarchy, 151, 268).id, dog.id);
  });
});

describe('imagenet', unless(IMAGENET), () => {
  it('passes over a folder in batches, with the labels of its folders', async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'softmax-lab imagenet '));
    t.after(() => rmSync(directory, { recursive: true }));
    for (const id of ['n01440764', 'n15075141', 'n02084071']) mkdirSync(join(directory, id));
    writeFileSync(join(directory, 'n15075141', 'b.PNG'), greyPng(2, 3, 4));
    writeFileSync(join(directory, 'n01440764', 'a.JPEG'), 'no photograph');
    await assert.rejects(datasets.imagenet({ directory }), { name: 'DatasetError', message: /'n02084071'/ });
    rmSync(join(directory, 'n02084071'), { recursive: true });
    const { batches, files, empty } = await datasets.imagenet({ directory });
    assert.deepEqual([files.map(({ label }) => label), empty], [[0, 999], []]);
    for await (const { images: found, skipped } of batches(10)) {
      assert.deepEqual(found.map(({ label, height, width }) => [label, height, width]), [[999, 3, 4]]); // prettier-ignore
      assert.deepEqual(skipped.map(({ path }) => path), [files[0].path]); // prettier-ignore
    }
    assert.throws(() => batches(0), { name: 'OptionError', message: /size/ });
  });

  it('needs a directory', async () => {
    await assert.rejects(datasets.imagenet({} as never), { name: 'OptionError', message: /directory/ });
    await assert.rejects(datasets.imagenet({ directory: '/nowhere' }), { message: /ENOENT/ });
    await assert.rejects(datasets.imagenet({ directory: 'nowhere' }), (error: Error) =>
      error.message.includes(join(process.cwd(), 'nowhere')),
    );
  });
});

describe('the samples', () => {
  const check = (
    samples: datasets.Sample[],
    classes: number,
    fits: (height: number, width: number) => boolean,
  ) => {
    assert.equal(samples.length, 20);
    for (const { label, bytes, name } of samples) {
      assert.ok(Number.isInteger(label) && label >= 0 && label < classes);
      const { height, width } = images.decodeImage(bytes, name);
      assert.ok(fits(height, width), name);
    }
  };

  it('of ImageNet are twenty photographs with their classes', unless(IMAGENET_SAMPLES), async () => {
    check(await datasets.imagenetSamples(), 1000, (height, width) => height > 100 && width > 100);
  });

  it('of CIFAR-100 are twenty images with their classes', unless(CIFAR100_SAMPLES), async () => {
    check(await datasets.cifar100Samples(), 100, (height, width) => height === 32 && width === 32);
  });
});

describe('SqueezeNet', unless(IMAGENET_SAMPLES, SQUEEZENET), () => {
  it("names 13 of 20 photographs, 19 of them among five, with PyTorch's probabilities", async () => {
    const network = nn.sequential(...nn.squeezenetLayers());
    train.loadModel(network, await datasets.squeezenetWeights());
    const samples = await datasets.imagenetSamples();
    const photographs = samples.map(({ bytes, name }) => images.decodeImage(bytes, name));
    const [logits] = network.forward(datasets.squeezenetInput(photographs));
    const labels = samples.map(({ label }) => label);
    assert.equal(metrics.accuracy(logits, labels) * 20, 13);
    assert.equal(metrics.topKAccuracy(logits, labels, 5) * 20, 19);
    const reference = readFileSync(join(__dirname, 'squeezenet/pytorch.json'), 'utf8');
    const { millionths } = JSON.parse(reference) as { millionths: Record<string, number[]> };
    const expected = samples.flatMap(({ name }) => millionths[name]);
    const distances = math.softmax(logits).data.map((p, i) => Math.abs(p - expected[i] / 1e6));
    assert.equal(distances.length, 20_000);
    assert.ok(Math.max(...distances) < 1e-5, `${Math.max(...distances)}`);
  });

  it('refuses a checkpoint of another architecture by the name of the first mismatch', async () => {
    const weights = await datasets.squeezenetWeights();
    const layers = nn.squeezenetLayers();
    assert.throws(() => train.loadModel(nn.sequential(...layers.slice(0, 13)), weights), {
      name: 'ShapeError',
      message: /not expected: '13\.weight', '13\.bias'/,
    });
    const other = nn.conv2d(512, 10, { kernelSize: 1, initializer: nn.initializers.zeros, dtype: 'float32' });
    assert.throws(() => train.loadModel(nn.sequential(...layers.slice(0, 13), other), weights), {
      name: 'ShapeError',
      message: /'13\.weight' should have shape \[1, 1, 512, 10\], got \[1, 1, 512, 1000\]/,
    });
    assert.ok(other.parameters.weight.data.every((weight: number) => weight === 0));
  });
});
