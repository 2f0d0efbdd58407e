const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u));

/** Words that carry no meaning of their own in a question about data. */
export const stopWords = list(`
a an the is are was were be been being am do does did done has have had having will would can could should shall may might must
i me my we us our ours you your they them their it its this that these those there here he she his her who whom whose which what
please kindly just so then also too as at of to in on for with from into onto by about ok okay hi hey thanks thank now right currently
show me give tell list display find get fetch see view know need want like let make draw plot present return retrieve provide
how much many when where why some any all every each both own same such very really actually exactly single overall
and or but if than while during within across over under up out off down versus against
data database table tables record records row rows chart graph report figure figures result results information info details stats statistics
look looking lets want wants wanted much
`);

/** Verbs of business events that add nothing where the thing they make is named: "orders placed", "revenue made". */
export const lightVerbs = list(`
place placed placing make made making get got getting gotten generate generated generating bring brought bringing produce produced come came comes
coming go going went take took taken taking hold held holding happen happened happening occur occurred record recorded receive received receiving
do did done doing see saw seen give gave given work works working live lives living belong belongs belonging exist exists
sell sold selling buy bought buying purchase purchased use used uses using pay paid paying contain contains
include includes including included has have having show shows showing involve involved account accounts fall falls perform performed performing
achieve achieved reach reached contribute contributes contributed handle handled participate attend attended own owns owned owning run ran running
located based situated available existing present related associated corresponding respective respectively registered listed stored
year's total called named known think thought look looks broken split group grouped sorted ordered order ranked arranged divided
both something anything someone anyone thing things far ever yet still already today's going altogether
`);

/** Participles that only say how a number came about: "fees collected". A happening of the model by that name goes first. */
export const idleParticiples = list(`
collected charged incurred accrued earned levied obtained gained counted tallied observed measured reported
`);

/** Common words of business that are themselves, and no typo of a name that looks like them. */
export const plainWords = list(`
score scores stock stocks tent tents agency agencies supplier suppliers vendor bonus bonuses overtime quota target targets budget forecast churn lead leads
margin profit loss tax taxes invoice invoices payment payments salary salaries wage employee employees person people staff team teams manager managers
weather temperature water solar energy power emission emissions carbon waste website page pages click clicks view views keyword keywords email emails
rating ratings review reviews complaint complaints ticket tickets issue issues project projects task tasks contract contracts subscription subscriptions
warehouse inventory shipment shipments delivery vehicle vehicles driver drivers machine machines device devices school student students teacher course
patient patients doctor hospital disease flight flights airport pilot hotel room rooms guest guests movie song album artist team player game match season
age height weight length width color colour size shape type kind brand model version grade level rank position title name code number date time place entry entries
street house building floor country state county region district area city town population language religion culture politics government president
interest rate rates loan loans credit debit account accounts bank balance asset assets share shares fund funds policy claim claims premium risk
satisfaction loyalty retention engagement conversion attrition turnover absence vacancy vacancies application applications candidate interview education
march may august monday friday stare share spare store storey stork story season reason treason legion lesion
`);

export const numberWords: ReadonlyMap<string, number> = new Map([
  ['one', 1],
  ['two', 2],
  ['three', 3],
  ['four', 4],
  ['five', 5],
  ['six', 6],
  ['seven', 7],
  ['eight', 8],
  ['nine', 9],
  ['ten', 10],
  ['eleven', 11],
  ['twelve', 12],
  ['thirteen', 13],
  ['fourteen', 14],
  ['fifteen', 15],
  ['sixteen', 16],
  ['eighteen', 18],
  ['twenty', 20],
  ['thirty', 30],
  ['forty', 40],
  ['fifty', 50],
  ['sixty', 60],
  ['ninety', 90],
  ['hundred', 100],
  ['dozen', 12],
]);
export const scaleWords: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1e3],
  ['k', 1e3],
  ['million', 1e6],
  ['mio', 1e6],
  ['billion', 1e9],
]);
export const ordinalWords: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['1st', 1],
  ['second', 2],
  ['2nd', 2],
  ['third', 3],
  ['3rd', 3],
  ['fourth', 4],
  ['4th', 4],
]);
