// Verify badges with Digital Bazaar's libraries: node tests/badges.mjs PACKAGES CONTEXTS SAMPLES
// SAMPLES is what `manage.py sample_certificates` writes. Nothing is fetched.
import {readFileSync, readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [packages, contexts, samples] = process.argv.slice(2);
const {resolve} = createRequire(join(packages, 'package.json'));
const load = name => import(pathToFileURL(resolve(name)));
const read = path => JSON.parse(readFileSync(path, 'utf8'));
const copy = value => JSON.parse(JSON.stringify(value));

const vc = await load('@digitalbazaar/vc');
const {DataIntegrityProof} = await load('@digitalbazaar/data-integrity');
const {cryptosuite} = await load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');

const did = read(join(samples, 'did.json'));
const pinned = {
  'https://www.w3.org/ns/credentials/v2': read(join(contexts, 'credentials-v2.json')),
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json': read(join(contexts, 'open-badges-3.0.3.json')),
};

function loader(document) {
  return async address => {
    const method = document.verificationMethod.find(({id}) => id === address);
    const found = pinned[address] ?? (address === document.id ? document : undefined) ??
      (method && {'@context': 'https://w3id.org/security/multikey/v1', ...method});
    if(!found) {
      throw new Error(`${address} is not fetched.`);
    }
    return {contextUrl: null, documentUrl: address, document: found};
  };
}

async function good(credential, {keys = did, now = new Date('2027-01-01')} = {}) {
  const result = await vc.verifyCredential({
    credential, now, documentLoader: loader(keys),
    suite: new DataIntegrityProof({cryptosuite}),
    checkStatus: async () => ({verified: true}),
  });
  return result.verified;
}

let failures = 0;
function expect(what, wanted, found) {
  if(wanted !== found) {
    failures++;
    console.log(`${what}: ${found ? 'accepted' : 'refused'}`);
  }
}

const names = readdirSync(samples).filter(name => name.endsWith('.json') && name !== 'did.json');
for(const name of names) {
  expect(name, true, await good(read(join(samples, name))));
}

const badge = read(join(samples, names[0]));
const forged = copy(badge);
forged.credentialSubject.identifier[0].identityHash = 'Somebody Else';
expect('a forged one', false, await good(forged));

const added = copy(badge);
added.credentialSubject.achievement.fieldOfStudy = 'Law';
expect('one with more in it', false, await good(added));

const ending = names.map(name => read(join(samples, name))).find(({validUntil}) => validUntil);
expect('an expired one', false, await good(ending, {now: new Date('2040-01-01')}));

const swapped = copy(did);
swapped.verificationMethod[0].publicKeyMultibase = 'z6Mkrxx5iDrktZZHwTBPsSAoq3UMrp3WoCLkPDiQM4Yqp5Fk';
expect('one of another key', false, await good(badge, {keys: swapped}));

const gone = copy(did);
gone.assertionMethod = [];
expect('one of a key that may not sign', false, await good(badge, {keys: gone}));

console.log(`Badges: ${names.length} verified, 5 wrong ones refused, ${failures} failures.`);
process.exit(failures || names.length === 0 ? 1 : 0);
