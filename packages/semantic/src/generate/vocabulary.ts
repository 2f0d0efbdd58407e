/** What is commonly shortened in names. Only shortenings that mean one thing. */
export const abbreviations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    acct: 'account',
    addr: 'address',
    amt: 'amount',
    avg: 'average',
    bdate: 'birth date',
    crs: 'course',
    ctry: 'country',
    cust: 'customer',
    dept: 'department',
    desc: 'description',
    descr: 'description',
    dob: 'date of birth',
    emp: 'employee',
    fname: 'first name',
    firstname: 'first name',
    lastname: 'last name',
    fullname: 'full name',
    grp: 'group',
    inv: 'invoice',
    lat: 'latitude',
    lname: 'last name',
    lng: 'longitude',
    lon: 'longitude',
    mgr: 'manager',
    mth: 'month',
    nbr: 'number',
    num: 'number',
    org: 'organization',
    pct: 'percent',
    perc: 'percent',
    prod: 'product',
    pymt: 'payment',
    qty: 'quantity',
    stu: 'student',
    temp: 'temperature',
    tel: 'phone',
    txn: 'transaction',
    yr: 'year',
  }),
);

/** Words written in their own way. */
export const acronyms: ReadonlyMap<string, string> = new Map(
  Object.entries({
    api: 'API',
    cpu: 'CPU',
    crm: 'CRM',
    ctr: 'CTR',
    eta: 'ETA',
    eur: 'EUR',
    faa: 'FAA',
    gbp: 'GBP',
    gdp: 'GDP',
    gpa: 'GPA',
    hr: 'HR',
    iata: 'IATA',
    icao: 'ICAO',
    id: 'ID',
    ip: 'IP',
    isbn: 'ISBN',
    iso: 'ISO',
    it: 'IT',
    kpi: 'KPI',
    kw: 'kW',
    kwh: 'kWh',
    mwh: 'MWh',
    roi: 'ROI',
    sku: 'SKU',
    sms: 'SMS',
    ssn: 'SSN',
    tv: 'TV',
    uk: 'UK',
    url: 'URL',
    us: 'US',
    usa: 'USA',
    usd: 'USD',
    utm: 'UTM',
    uuid: 'UUID',
    vat: 'VAT',
    vip: 'VIP',
  }),
);

const lengths: ReadonlySet<string> = new Set([
  'duration',
  'length',
  'time',
  'elapsed',
  'latency',
  'delay',
  'runtime',
  'wait',
  'age',
]);

/** Units that end a name; some only after a word that is measured in them. */
export const units: ReadonlyMap<string, { readonly label: string; readonly only?: ReadonlySet<string> }> = new Map(
  Object.entries({
    sqm: { label: 'sqm' },
    sqft: { label: 'sqft' },
    ha: { label: 'ha' },
    kg: { label: 'kg' },
    lb: { label: 'lb' },
    lbs: { label: 'lb' },
    km: { label: 'km' },
    cm: { label: 'cm' },
    mm: { label: 'mm' },
    ft: { label: 'ft' },
    km2: { label: 'km²' },
    kw: { label: 'kW' },
    kwh: { label: 'kWh' },
    mw: { label: 'MW' },
    mwh: { label: 'MWh' },
    mph: { label: 'mph' },
    kmh: { label: 'km/h' },
    ms: { label: 'ms' },
    usd: { label: 'USD' },
    eur: { label: 'EUR' },
    gbp: { label: 'GBP' },
    percent: { label: '%', only: new Set(['discount', 'tax', 'completion', 'growth', 'margin', 'interest']) },
    c: { label: '°C', only: new Set(['temperature']) },
    f: { label: '°F', only: new Set(['temperature']) },
    m: { label: 'm', only: new Set(['height', 'length', 'width', 'depth', 'elevation', 'altitude', 'distance']) },
    g: { label: 'g', only: new Set(['weight', 'mass']) },
    seconds: { label: 'seconds', only: lengths },
    minutes: { label: 'minutes', only: lengths },
    hours: { label: 'hours', only: lengths },
    days: { label: 'days', only: lengths },
    years: { label: 'years', only: lengths },
  }),
);

export const currencies: ReadonlyMap<string, string> = new Map(
  Object.entries({
    usd: 'USD',
    dollars: 'USD',
    eur: 'EUR',
    euro: 'EUR',
    euros: 'EUR',
    gbp: 'GBP',
    pounds: 'GBP',
  }),
);

/** Nouns that have no plural: a table of them holds records. */
export const uncountable: ReadonlySet<string> = new Set(
  [
    'advertising',
    'aircraft',
    'data',
    'equipment',
    'feedback',
    'fish',
    'furniture',
    'history',
    'information',
    'info',
    'inventory',
    'mail',
    'merchandise',
    'money',
    'music',
    'news',
    'payroll',
    'personnel',
    'research',
    'revenue',
    'series',
    'sheep',
    'software',
    'species',
    'spend',
    'spending',
    'staff',
    'stock',
    'stuff',
    'traffic',
    'training',
    'usage',
    'weather',
    'work',
    'enrollment',
    'membership',
  ].filter(
    (word) =>
      !['training', 'enrollment', 'membership', 'aircraft', 'species', 'series', 'fish', 'sheep'].includes(word),
  ),
);

/** Uncountable in form, but one row is still one of them. */
export const sameInPlural: ReadonlySet<string> = new Set(['aircraft', 'species', 'series', 'fish', 'sheep']);

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

export const moneyWords = set(
  'price cost amount revenue sales turnover fee fees salary wage wages pay payment spend budget balance tax refund charge charges income profit profits fare rent msrp premium deposit subtotal expense expenses expenditure earnings bonus commission',
);
/** Words beside which a money word is none. */
export const notMoneyWords = set(
  'count quantity number units percent rate ratio share date code id type method status year name score rank frequency',
);
export const shareWords = set('percent percentage rate ratio share margin probability fraction utilization');
/** What is taken off or put on as a part of something, or as an amount. */
export const reductionWords = set('discount rebate tax vat commission interest markup');
/** What must not be added up. */
export const levelWords = set(
  'price rate percent percentage ratio share probability year age score rating rank ranking grade level latitude longitude temperature average mean median gpa index version height width elevation altitude depth density speed margin fraction priority position month week day hour minute quarter size weight ph humidity pressure standing odds prominence x y z',
);
export const limitWords = set('max min maximum minimum average avg unit list per standard');
export const placeWords = set(
  'city country state region province county continent town district location place municipality territory',
);
export const codeWords = set(
  'zip zipcode postcode postal phone telephone fax mobile code ssn isbn number barcode sku extension vin',
);
export const freeWords = set(
  'description comment comments note notes details detail body text message summary remark remarks url link email address website fax phone telephone biography bio content abstract image photo picture path',
);
export const categoryWords = set(
  'type status category kind class gender sex segment tier group format method level stage objective channel brand department industry color colour race ethnicity nationality language genre major reason utility quality device role',
);
export const secretWords = set('password passwd pwd secret token hash salt');
export const flagWords = set('is has active enabled flag yn mandatory deleted discontinued renewable converted');
export const lateWords = set(
  'end ended ending close closed finish finished terminated termination complete completed delivered delivery due expiry expires expiration planned expected until resolved left departure discontinued shipped qualified last',
);
export const recordWords = set(
  'create update created updated modified changed inserted loaded imported recorded synced',
);
export const birthWords = set('birth born death died deceased');
/** Numbers beside these words name a group, whatever their digits. */
export const groupWords = set('major advisor type status category code class gender section channel flag');
/** Last words after which a name is a statement, not a noun: `documents_mailed`, `trained_in`. */
export const statementEnds = set('in on at of with to for from by mailed');
