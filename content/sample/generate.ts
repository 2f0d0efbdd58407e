/**
 * The statements that make the sample data: Juniper & Pine, an invented retailer of things for home and outdoors. Three years that end the
 * day before `asOf` (a date such as `2026-06-30`), about 200,000 order items. Equal dates give equal data on every machine: all chance
 * comes from MD5 of row numbers, nothing from the engine's own random.
 *
 * What can be found in it: growth of about a sixth a year, a Christmas peak, quiet Sundays, outdoor things in summer; the online shop's share
 * rises steadily; four days of payment trouble online about five months before the end; lighting sells double in one week some
 * eight months before the end; returns of footwear climb over the last half year.
 */
export function sampleStatements(asOf: string): readonly string[] {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf)) throw new RangeError(`asOf must be a date such as 2026-06-30, not ${asOf}`);
  return [
    `create macro today() as date '${asOf}'`,
    `create macro first_day() as (date_trunc('month', date '${asOf}' - interval 36 month))::date`,
    ...chance,
    ...products,
    ...stores,
    ...customers,
    ...orders,
    ...returns,
    ...tidyUp,
  ];
}

/** `chance(i, salt)` is a number from 0 up to 1 that depends on nothing else. */
const chance = [
  `create macro chance(i, salt) as (md5_number_lower(salt || ':' || i) >> 11)::double / 9007199254740992.0`,
  `create macro pick(list, r) as list[1 + floor(r * len(list))::int]`,
];

const products = [
  `create table categories (category_id integer primary key, name varchar not null unique, department varchar not null)`,
  `insert into categories values
    (1, 'Lighting', 'Home'), (2, 'Kitchen', 'Home'), (3, 'Bedding', 'Home'), (4, 'Furniture', 'Home'), (5, 'Decor', 'Home'),
    (6, 'Garden', 'Outdoor'), (7, 'Camping', 'Outdoor'), (8, 'Cycling', 'Outdoor'), (9, 'Footwear', 'Apparel'),
    (10, 'Jackets', 'Apparel'), (11, 'Accessories', 'Apparel'), (12, 'Toys', 'Family')`,
  `create temp table product_kinds (category_id integer, nouns varchar[], lowest double, highest double)`,
  `insert into product_kinds values
    (1, ['Desk Lamp', 'Floor Lamp', 'Pendant', 'String Lights', 'Lantern'], 19, 180),
    (2, ['Skillet', 'Kettle', 'Knife Set', 'Cutting Board', 'Mug'], 9, 140),
    (3, ['Duvet', 'Pillow', 'Linen Sheet', 'Blanket'], 18, 160),
    (4, ['Armchair', 'Side Table', 'Bookshelf', 'Bench'], 79, 620),
    (5, ['Vase', 'Mirror', 'Rug', 'Candle'], 8, 190),
    (6, ['Planter', 'Hose', 'Bird Feeder', 'Trowel', 'Parasol'], 7, 150),
    (7, ['Tent', 'Sleeping Bag', 'Stove', 'Headlamp', 'Camp Chair'], 22, 390),
    (8, ['Helmet', 'Pannier', 'Bike Lock', 'Bike Light'], 15, 130),
    (9, ['Trail Shoe', 'Hiking Boot', 'Sandal', 'Slipper'], 29, 190),
    (10, ['Rain Jacket', 'Down Jacket', 'Fleece', 'Vest'], 45, 280),
    (11, ['Beanie', 'Backpack', 'Scarf', 'Gloves', 'Water Bottle'], 9, 120),
    (12, ['Puzzle', 'Building Blocks', 'Kite', 'Board Game'], 9, 65)`,
  `create table products (
    product_id integer primary key, name varchar not null unique, category_id integer not null references categories(category_id),
    brand varchar not null, list_price decimal(10,2) not null, unit_cost decimal(10,2) not null, launched_on date not null,
    discontinued boolean not null)`,
  `insert into products
    with named as (
      select category_id, noun, series, lowest, highest,
        row_number() over (order by category_id, series, noun) as product_id
      from (select *, unnest(nouns) as noun from product_kinds)
      cross join (select unnest(['Alder', 'Birch', 'Cedar']) as series)
    ), priced as (
      select *, lowest * pow(highest / lowest, chance(product_id, 'price')) as price from named
    )
    select product_id, series || ' ' || noun, category_id,
      pick(['Juniper', 'Northfell', 'Hearthside', 'Tarn', 'Mill & Moor'], chance(product_id, 'brand')),
      (floor(price) + 0.90)::decimal(10,2),
      round((floor(price) + 0.90) * (0.42 + 0.22 * chance(product_id, 'cost')), 2)::decimal(10,2),
      first_day() - (400 * chance(product_id, 'launch'))::int + case when chance(product_id, 'new') < 0.12 then 700 else 0 end,
      chance(product_id, 'gone') < 0.05
    from priced order by product_id`,
];

const stores = [
  `create table stores (
    store_id integer primary key, name varchar not null unique, city varchar not null, region varchar not null, format varchar not null,
    floor_area_sqm integer, opened_on date not null)`,
  `insert into stores
    select id, name, city, region, format, area, case when opened is null then first_day() - 900 - id * 37 else first_day() + opened end
    from (values
      (1, 'Online Shop', 'Hamburg', 'Online', 'Online', null, null), (2, 'Berlin Mitte', 'Berlin', 'Central', 'Flagship', 1450, null),
      (3, 'Berlin Ost', 'Berlin', 'Central', 'Mall', 620, null), (4, 'Hamburg Hafen', 'Hamburg', 'Central', 'Mall', 710, null),
      (5, 'Munich Altstadt', 'Munich', 'South', 'Flagship', 1200, null), (6, 'Vienna Ring', 'Vienna', 'South', 'Mall', 820, null),
      (7, 'Zurich Bahnhof', 'Zurich', 'South', 'Mall', 540, null), (8, 'Milan Brera', 'Milan', 'South', 'Outlet', 480, 210),
      (9, 'Amsterdam Zuid', 'Amsterdam', 'West', 'Flagship', 1100, null), (10, 'Rotterdam Markt', 'Rotterdam', 'West', 'Mall', 600, null),
      (11, 'Brussels Nord', 'Brussels', 'West', 'Mall', 650, null), (12, 'Paris Marais', 'Paris', 'West', 'Flagship', 1300, null),
      (13, 'Lyon Presqu''ile', 'Lyon', 'West', 'Outlet', 430, 480), (14, 'London Camden', 'London', 'North', 'Flagship', 1380, null),
      (15, 'Leeds Arcade', 'Leeds', 'North', 'Mall', 560, null), (16, 'Edinburgh Castle Street', 'Edinburgh', 'North', 'Mall', 590, null),
      (17, 'Copenhagen Havn', 'Copenhagen', 'North', 'Mall', 640, null), (18, 'Stockholm Söder', 'Stockholm', 'North', 'Outlet', 500, 720)
    ) as s(id, name, city, region, format, area, opened)`,
];

const customers = [
  `create table customers (
    customer_id integer primary key, name varchar not null, email varchar, city varchar not null, country varchar not null, segment varchar not null,
    loyalty_tier varchar, birth_year integer, signup_date date not null)`,
  `insert into customers
    with drawn as (
      select i as customer_id, chance(i, 'first') as f, chance(i, 'last') as l, chance(i, 'place') as p,
        -- a third were there before the first day, the rest came ever faster
        case when i <= 2600 then first_day() - (1 + (2600 - i) * 0.42)::int
          else first_day() + floor((today() - first_day()) * pow((i - 2600) / 5401.0, 0.85))::int end as signup
      from range(1, 8001) as r(i)
    ), named as (
      select *,
        pick(['Anna', 'Ben', 'Clara', 'David', 'Elif', 'Finn', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Katrin', 'Liam', 'Maria', 'Noah', 'Olga', 'Paul',
          'Rosa', 'Sven', 'Tara', 'Viktor', 'Wanda', 'Yara', 'Zoe', 'Amir', 'Bruno', 'Chiara', 'Dario', 'Emma'], f) as first_name,
        pick(['Adler', 'Bauer', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Hansen', 'Ivanov', 'Jansen', 'Keller', 'Lindqvist', 'Moreau',
          'Novak', 'Olsen', 'Petit', 'Quinn', 'Rossi', 'Schmidt', 'Taylor', 'Urban', 'Visser', 'Weber', 'Yilmaz', 'Zimmer', 'Murphy', 'Becker', 'Laurent'], l) as last_name,
        pick([['Berlin', 'Germany'], ['Hamburg', 'Germany'], ['Munich', 'Germany'], ['Cologne', 'Germany'], ['Vienna', 'Austria'], ['Zurich', 'Switzerland'],
          ['Milan', 'Italy'], ['Amsterdam', 'Netherlands'], ['Rotterdam', 'Netherlands'], ['Brussels', 'Belgium'], ['Paris', 'France'], ['Lyon', 'France'],
          ['London', 'United Kingdom'], ['Leeds', 'United Kingdom'], ['Edinburgh', 'United Kingdom'], ['Copenhagen', 'Denmark'], ['Stockholm', 'Sweden']], p) as place
      from drawn
    )
    select customer_id, first_name || ' ' || last_name,
      case when chance(customer_id, 'mail') < 0.93
        then lower(first_name) || '.' || lower(last_name) || customer_id || '@example.com' end,
      place[1], place[2],
      case when chance(customer_id, 'segment') < 0.72 then 'Consumer' when chance(customer_id, 'segment') < 0.91 then 'Small Business' else 'Corporate' end,
      case when chance(customer_id, 'tier') < 0.42 then null when chance(customer_id, 'tier') < 0.72 then 'Bronze'
        when chance(customer_id, 'tier') < 0.91 then 'Silver' else 'Gold' end,
      case when chance(customer_id, 'born') < 0.85 then 1948 + floor(58 * chance(customer_id, 'year'))::int end,
      least(signup, today() - 1)
    from named order by customer_id`,
];

const orders = [
  `create temp table days as
    select d, (d - first_day()) as n, extract(month from d)::int as m, extract(isodow from d)::int as w,
      (d - first_day()) / (today() - first_day())::double as progress
    from (select unnest(generate_series(first_day(), today() - 1, interval 1 day))::date as d)`,
  `create temp table day_plan as
    select d, m, progress,
      round(54 * (1 + 0.52 * progress)
        * [0.86, 0.84, 0.92, 0.97, 1.02, 1.04, 1.0, 0.96, 0.98, 1.03, 1.28, 1.62][m]
        * [0.95, 0.93, 0.97, 1.02, 1.16, 1.28, 0.72][w]
        * (0.9 + 0.2 * chance(n, 'day')))::int as orders,
      -- the online shop wins share all the time, but for four days nobody could pay there
      case when d between today() - 152 and today() - 149 then 0.04 else 0.24 + 0.2 * progress end as online
    from days`,
  // in the days without online payment most of those orders are lost, not moved to the stores
  `update day_plan set orders = round(orders * 0.62)::int where d between today() - 152 and today() - 149`,
  `create temp table store_odds as
    with weighted as (
      select distinct d.d, s.store_id,
        case s.format when 'Flagship' then 2.2 when 'Mall' then 1.2 else 0.8 end * (0.8 + 0.4 * chance(s.store_id, 'weight')) as weight
      from day_plan d join stores s on s.format <> 'Online' and s.opened_on <= d.d
    ), summed as (
      select d, store_id, weight, sum(weight) over (partition by d order by store_id) as upto, sum(weight) over (partition by d) as total from weighted
    )
    select d, store_id, (upto - weight) / total as lo, case when upto = total then 2 else upto / total end as hi from summed`,
  `create temp table signed_up as
    select d.d, count(c.customer_id) as customers from day_plan d left join customers c on c.signup_date <= d.d group by d.d`,
  `create temp table drawn_orders as
    with numbered as (
      select row_number() over (order by d, k) as order_id, d, m, progress, online
      from (select *, unnest(range(orders)) as k from day_plan)
    )
    select n.*, case when chance(order_id, 'online') < online then 1 end as online_store, chance(order_id, 'store') as store_draw,
      1 + floor(u.customers * pow(chance(order_id, 'customer'), 1.35))::int as customer_id
    from numbered n join signed_up u using (d)`,
  `create table orders (
    order_id integer primary key, order_date date not null, customer_id integer not null references customers(customer_id),
    store_id integer not null references stores(store_id), status varchar not null, payment_method varchar not null,
    shipping_fee decimal(10,2), delivered_on date)`,
  `insert into orders
    with placed as (
      select o.*, coalesce(o.online_store, s.store_id) as store_id, today() - o.d as age, chance(o.order_id, 'status') as fate
      from drawn_orders o left join store_odds s on s.d = o.d and o.store_draw >= s.lo and o.store_draw < s.hi
    ), settled as (
      select *, case when fate < 0.03 then 'Cancelled' when store_id <> 1 then 'Completed' when age <= 3 then 'Processing'
          when age <= 8 then 'Shipped' else 'Completed' end as status
      from placed
    )
    select order_id, d, customer_id, store_id, status,
      case when chance(order_id, 'pay') < 0.52 then 'Credit Card' when chance(order_id, 'pay') < 0.74 then case when store_id = 1 then 'PayPal' else 'Cash' end
        when chance(order_id, 'pay') < 0.93 then 'Debit Card' else 'Gift Card' end,
      case when store_id = 1 then pick([0.00, 3.90, 4.90, 7.90], chance(order_id, 'ship'))::decimal(10,2) end,
      case when status = 'Completed' then case when store_id = 1 then least(d + 1 + floor(6 * chance(order_id, 'arrive'))::int, today() - 1) else d end end
    from settled order by order_id`,
  `create temp table product_odds as
    with weighted as (
      select y.y, m.m, p.product_id,
        (0.35 + 1.5 * pow(chance(p.product_id, 'love'), 2))
        * case p.category_id when 6 then [0.3, 0.4, 0.9, 1.5, 1.9, 1.8, 1.5, 1.2, 0.8, 0.5, 0.3, 0.3][m.m]
          when 7 then [0.3, 0.3, 0.5, 0.9, 1.4, 1.9, 2.1, 1.7, 0.8, 0.4, 0.3, 0.4][m.m]
          when 8 then [0.5, 0.5, 0.9, 1.3, 1.5, 1.5, 1.4, 1.3, 1.1, 0.7, 0.5, 0.6][m.m]
          when 10 then [1.5, 1.2, 0.9, 0.6, 0.4, 0.3, 0.3, 0.5, 1.1, 1.6, 1.8, 1.7][m.m]
          when 12 then [0.6, 0.6, 0.7, 0.8, 0.8, 0.9, 0.9, 0.8, 0.8, 1.0, 1.9, 3.0][m.m]
          when 1 then [1.2, 1.1, 1.0, 0.9, 0.8, 0.8, 0.8, 0.9, 1.1, 1.3, 1.5, 1.5][m.m]
          when 4 then 0.45 else 1 end
        * case when p.launched_on > make_date(y.y, m.m, 1) then 0 when p.discontinued and y.y = (select max(extract(year from d)) from days) then 0.02 else 1 end as weight
      from (select distinct extract(year from d)::int as y from days) y, range(1, 13) as m(m), products p
    ), summed as (
      select y, m, product_id, weight, sum(weight) over (partition by y, m order by product_id) as upto, sum(weight) over (partition by y, m) as total from weighted
    )
    select y, m, product_id, (upto - weight) / total as lo, case when upto = total then 2 else upto / total end as hi from summed where weight > 0`,
  `create temp table drawn_items as
    select row_number() over (order by order_id, k) as order_item_id, order_id, d, m, extract(year from d)::int as y, progress, k
    from (select *, unnest(range(1 + floor(4.45 * pow(chance(order_id, 'basket'), 1.25))::int)) as k from drawn_orders)`,
  `create table order_items (
    order_item_id integer primary key, order_id integer not null references orders(order_id), product_id integer not null references products(product_id),
    quantity integer not null, unit_price decimal(10,2) not null, unit_cost decimal(10,2) not null, discount_amount decimal(10,2) not null,
    line_total decimal(12,2) not null)`,
  `insert into order_items
    with chosen as (
      select i.*, p.product_id, p.category_id, p.list_price, p.unit_cost as cost_now,
        1 + floor(2.6 * pow(chance(i.order_item_id, 'quantity'), 2.2))::int
          + case when p.category_id = 1 and i.d between today() - 243 and today() - 237 then 2 else 0 end as quantity
      from drawn_items i join product_odds o on o.y = i.y and o.m = i.m and chance(i.order_item_id, 'product') >= o.lo and chance(i.order_item_id, 'product') < o.hi
      join products p using (product_id)
    ), priced as (
      select *, round(list_price * (0.94 + 0.06 * progress), 2)::decimal(10,2) as unit_price, round(cost_now * (0.95 + 0.05 * progress), 2)::decimal(10,2) as unit_cost
      from chosen
    ), reduced as (
      select *, round(quantity * unit_price * case when chance(order_item_id, 'sale') < case when m in (1, 7, 11) then 0.34 else 0.12 end
          then pick([0.05, 0.10, 0.15, 0.20], chance(order_item_id, 'cut')) else 0 end, 2)::decimal(10,2) as discount_amount
      from priced
    )
    select order_item_id, order_id, product_id, quantity, unit_price, unit_cost, discount_amount,
      (quantity * unit_price - discount_amount)::decimal(12,2)
    from reduced order by order_item_id`,
];

const returns = [
  `create table returns (
    return_id integer primary key, order_item_id integer not null references order_items(order_item_id), return_date date not null,
    quantity integer not null, reason varchar, refund_amount decimal(12,2) not null)`,
  `insert into returns
    with sent_back as (
      select i.order_item_id, i.quantity, i.line_total, p.category_id,
        coalesce(o.delivered_on, o.order_date) + 2 + floor(24 * chance(i.order_item_id, 'wait'))::int as return_date
      from order_items i join orders o using (order_id) join products p using (product_id)
      where o.status = 'Completed'
        and chance(i.order_item_id, 'return') < case p.category_id when 9 then 0.07 + case when o.order_date > today() - 190 then 0.11 else 0 end
          when 10 then 0.08 when 4 then 0.05 else 0.035 end + case when o.store_id = 1 then 0.02 else 0 end
    )
    select row_number() over (order by return_date, order_item_id), order_item_id, return_date,
      case when chance(order_item_id, 'part') < 0.8 then quantity else 1 end,
      case when chance(order_item_id, 'why') < 0.08 then null
        when category_id in (9, 10) and chance(order_item_id, 'why') < 0.62 then 'Wrong Size'
        when chance(order_item_id, 'why') < 0.5 then 'Damaged' when chance(order_item_id, 'why') < 0.8 then 'Changed Mind' else 'Not as Described' end,
      round(line_total * case when chance(order_item_id, 'part') < 0.8 then 1 else 1.0 / quantity end, 2)::decimal(12,2)
    from sent_back where return_date < today() order by return_date, order_item_id`,
];

const tidyUp = [
  ...[
    'product_kinds',
    'days',
    'day_plan',
    'store_odds',
    'signed_up',
    'drawn_orders',
    'product_odds',
    'drawn_items',
  ].map((table) => `drop table ${table}`),
  ...['today', 'first_day', 'chance', 'pick'].map((macro) => `drop macro ${macro}`),
  'checkpoint',
];
