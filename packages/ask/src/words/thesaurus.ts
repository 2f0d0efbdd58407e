/**
 * Groups of words that people in business use for one thing; the first is the group's name. A name in a model that holds one of them is also
 * found by the others. Words of several meanings are left out on purpose: a wrong match costs more than a question back.
 */
const groups = `
revenue, sales, turnover, income, takings, proceeds, line total, sales amount, total amount, net sales, order total, total price, money made, money
customer, client, shopper, buyer, consumer, patron, clientele
product, item, article, merchandise, sku
store, shop, outlet, branch
order, purchase
employee, staff, worker, staff member, team member, colleague, personnel, workforce, headcount
salary, pay, wage, earning, earn, paid, compensation, payroll, remuneration, annual amount, annual salary, annual pay
supplier, vendor
opportunity, deal
account, company
session, visit, web session
web session, web visit, website visit, traffic, session
ad spend, advertising spend, ad cost, advertising cost, media spend, marketing spend, spend, ad spending
quantity, unit, piece, units sold, item sold, qty, number sold
list price, price
price, unit price, selling price
cost, expense, expenditure
refund, refund amount, money refunded
shipping, delivery fee, shipping fee, freight
temperature, temp
kwh, consumption, usage, use, energy use, energy consumption, energy usage, power consumption, energy, load, kilowatt hour
area, size, floor space
sqm, square metre, square meter, sq m, m2, floor area
email, e mail, mail address, email address
phone, telephone, phone number, telephone number
gender, sex
country, nation
city, town
region, territory
state, province
department, division
training, course
training enrollment, course enrollment, enrollment
absence, leave, time off
working days, absence days, days absent, days off
vacation, holiday, annual leave
sick leave, sick, sickness, illness
position, job, role
job family, job group
office, site office
hire date, joining date, start date
termination date, leaving date, exit date
manager, boss, supervisor
campaign, marketing campaign
channel, marketing channel
company name, company, firm, organisation, organization, business
owner name, owner, sales owner
session duration, visit duration, duration
page view, pageview
signup, sign up, registration
signup date, sign up date, registration date, joining date, join date
birth date, date of birth, birthday
birth year, year of birth
utility, energy type
reading, measurement
device, device type
employee count, number of employees, employees
serial number, serial
category, product category
reason, cause
student, pupil
teacher, instructor
doctor, physician
flight, plane trip
movie, film
car, automobile
airport, airfield
score, rating
stadium, arena
weight, mass
capacity, size
population, inhabitants
author, writer
balance, account balance
rank, ranking
`;

/** Words that name values of a kind: what people say and what columns hold. */
const valueGroups = `
female, woman, women, f, lady
male, man, men, m, gentleman
closed won, won, win
closed lost, lost, lose
cancelled, canceled
mobile, phone, smartphone
online, web, internet
desktop, computer
data centre, data center, datacenter
part time, parttime
full time, fulltime
contractor, freelancer
sick leave, sick, off sick, sickness, illness
vacation, holiday, annual leave
united kingdom, uk, great britain, britain
united states, usa, us, america, united states of america
`;

/** Verbs and nouns of happenings that dates record. */
const eventGroups = `
hire, join, recruit, joiner, new hire, start at the company
termination, leave, leaver, left, quit
signup, sign up, register, registration, join
enroll, enrol, sign up, enrollment, enrolment
order, buy, purchase
launch, introduce, release
open, opening
close, closing
deliver, delivery, arrive
`;

const parse = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((word) => word.trim()));

/** What people call the happening that a date records. */
export const eventSynonyms = parse(eventGroups);
/** Names of tables, fields and measures that may stand for one another. */
export const nameGroups = parse(groups);
/** Values that may stand for one another. */
export const valueSynonyms = parse(valueGroups);
