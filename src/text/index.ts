export { characters } from './characters';
export { words } from './words';
export { vocabulary, type Vocabulary, type VocabularyOptions, type EncodeOptions } from './vocabulary';
export { keepProbabilities } from './keep-probabilities';
export { subsample, type SubsampleOptions } from './subsample';
export { bytePairEncoding, type BytePairEncodingOptions } from './byte-pair-encoding';
export { bytePairTokenizer, type BytePairTokenizer, type Merge } from './byte-pair-tokenizer';
export { decodeUtf8, type DecodeUtf8Options } from './decode-utf8';
export { ngramModel, type NgramModel, type NgramModelOptions } from './ngram-model';
