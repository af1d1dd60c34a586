// Read the square code in a picture with jsQR: node tests/codes.mjs PACKAGES PICTURE
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const [packages, picture] = process.argv.slice(2);
const load = createRequire(join(packages, 'package.json'));
const {PNG} = load('pngjs');
const read = load('jsqr');

const {data, width, height} = PNG.sync.read(readFileSync(picture));
const found = (read.default ?? read)(new Uint8ClampedArray(data), width, height);
console.log(found ? found.data : '');
