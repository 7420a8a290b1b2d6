// Makes what the calendar package embeds and what its tests compare with.
//
//   npm install && node make.js
//
// writes   lunar.csv           one SHA-256 per Gregorian year 1900-2100 over one text line per day:
//                              "2026-08-24 2026-07-12\n"; a leap month is "2025-+06-01"  (lunar-javascript, MIT)
//          qingming.csv        the day of April on which Qingming falls, 1900-2100       (lunar-javascript, MIT)
//          ../../data/holidays.csv   public holidays and make-up workdays 2004-2026       (chinese-days, MIT)
// prints   the lunar table and the Qingming text as Go constants (table.go holds them).
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { Solar, LunarYear } = require('lunar-javascript');
const days = require('chinese-days/dist/chinese-days.json');

const two = (n) => String(n).padStart(2, '0');

function lunarLine(year, month, day) {
  const lunar = Solar.fromYmd(year, month, day).getLunar();
  const m = lunar.getMonth();
  const leap = m < 0 ? '+' : '';
  return `${year}-${two(month)}-${two(day)} ${lunar.getYear()}-${leap}${two(Math.abs(m))}-${two(lunar.getDay())}\n`;
}

function oracle() {
  const out = ['year,days,sha256'];
  for (let y = 1900; y <= 2100; y++) {
    let text = '';
    let n = 0;
    for (let t = Date.UTC(y, 0, 1); t < Date.UTC(y + 1, 0, 1); t += 86400000, n++) {
      const d = new Date(t);
      text += lunarLine(y, d.getUTCMonth() + 1, d.getUTCDate());
    }
    out.push(`${y},${n},${crypto.createHash('sha256').update(text).digest('hex')}`);
  }
  fs.writeFileSync(path.join(__dirname, 'lunar.csv'), out.join('\n') + '\n');
}

// Bits 0-3: leap month or 0. Bit 4: the leap month has 30 days. Bits 5-16: months 1-12 have 30 days.
function word(y) {
  let w = 0;
  for (const m of LunarYear.fromYear(y).getMonths()) {
    if (m.getYear() !== y) continue;
    const k = m.getMonth();
    const big = m.getDayCount() === 30;
    if (k < 0) {
      w |= -k;
      if (big) w |= 1 << 4;
    } else if (big) {
      w |= 1 << (4 + k);
    }
  }
  return w;
}

function constants() {
  let line = '';
  for (let y = 1899; y <= 2100; y++) {
    line += `0x${word(y).toString(16).padStart(5, '0')}, `;
    if ((y - 1899) % 10 === 9 || y === 2100) {
      console.log(line.trim());
      line = '';
    }
  }
}

function qingming() {
  const out = ['year,april'];
  let text = '';
  for (let y = 1900; y <= 2100; y++) {
    const d = Solar.fromYmd(y, 4, 15).getLunar().getJieQiTable()['清明'];
    if (d.getYear() !== y || d.getMonth() !== 4) throw new Error(`Qingming of ${y}`);
    out.push(`${y},${d.getDay()}`);
    text += d.getDay();
  }
  fs.writeFileSync(path.join(__dirname, 'qingming.csv'), out.join('\n') + '\n');
  console.log(text);
}

// Days that the list lacks: the notice for 2012 gives 22 to 24 June for 端午, the list has the 22nd and 24th only.
const missing = [['2012-06-23', '放假', '端午']];

function holidays() {
  const rows = missing.filter(([day]) => !days.holidays[day]);
  for (const [day, words] of Object.entries(days.holidays)) rows.push([day, '放假', words.split(',')[1]]);
  for (const [day, words] of Object.entries(days.workdays)) rows.push([day, '调休上班', words.split(',')[1]]);
  rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const head = [
    '# Public holidays and make-up workdays of mainland China, 2004-2026.',
    '# Source: npm chinese-days 1.5.7 (MIT licence, Copyright (c) 2024 Yawei sun), which follows the yearly',
    '# notices of the General Office of the State Council; made by testdata/oracle/make.js. A year is added by hand',
    '# rows when its notice is out (usually in November of the year before); 2027 was not yet published.',
    '# Added: 2012-06-23, which the list lacks and the notice has.',
    'day,kind,name',
  ];
  fs.writeFileSync(path.join(__dirname, '../../data/holidays.csv'), head.concat(rows.map((r) => r.join(','))).join('\n') + '\n');
}

oracle();
constants();
qingming();
holidays();
