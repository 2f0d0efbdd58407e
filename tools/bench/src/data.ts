/** Days from the first to the last sale: five years up to the end of 2025, one of them a leap year. */
const days = 1826;

/**
 * The statements that make the benchmark's star: `rows` sales with five small tables around them. All chance comes from hashes of row
 * numbers, so equal counts give equal data wherever they are made.
 */
export function starStatements(rows: number): readonly string[] {
  const customers = Math.max(1000, Math.round(rows / 50));
  return [
    `create table channels (channel_id integer primary key, channel_name varchar not null)`,
    `insert into channels select i + 1, ['Online', 'Store', 'Phone', 'Partner', 'Market'][i + 1] from range(5) t(i)`,
    `create table stores (store_id integer primary key, store_name varchar not null, city varchar not null, region varchar not null)`,
    `insert into stores
     select i + 1, 'Store ' || lpad((i + 1)::varchar, 3, '0'), 'City ' || lpad((i % 40 + 1)::varchar, 2, '0'),
       ['North', 'South', 'East', 'West', 'Centre'][i % 5 + 1]
     from range(200) t(i)`,
    `create table products (product_id integer primary key, product_name varchar not null, brand varchar not null, category varchar not null)`,
    `insert into products
     select i + 1, 'Product ' || lpad((i + 1)::varchar, 4, '0'), 'Brand ' || lpad((i % 60 + 1)::varchar, 2, '0'),
       ['Garden', 'Kitchen', 'Lighting', 'Bath', 'Office', 'Outdoor', 'Textiles', 'Toys'][i % 8 + 1]
     from range(2000) t(i)`,
    `create table customers (customer_id integer primary key, customer_name varchar not null, segment varchar not null, country varchar not null)`,
    `insert into customers
     select i + 1, 'Customer ' || lpad((i + 1)::varchar, 7, '0'), ['Private', 'Business', 'Public'][i % 3 + 1],
       ['DE', 'FR', 'ES', 'IT', 'PL', 'NL', 'SE', 'AT', 'BE', 'DK'][i % 10 + 1]
     from range(${customers}) t(i)`,
    `create table sales (sale_id bigint not null, sale_date date not null, store_id integer not null, product_id integer not null,
       channel_id integer not null, customer_id integer not null, quantity integer not null, amount decimal(12,2) not null)`,
    // sales come in as time goes by, so the dates ascend, as they do in a real table of facts
    `insert into sales
     select i + 1, date '2021-01-01' + (i * ${days} // ${rows})::integer, ${pick('i', 1, 200)}, ${pick('i', 2, 2000)}, ${pick('i', 3, 5)},
       ${pick('i', 4, customers)}, ${pick('i', 5, 9)}, ((${pick('i', 6, 49_900)} + 99) / 100.0)::decimal(12,2)
     from range(${rows}) t(i)`,
    `checkpoint`,
  ];
}

/** A number from 1 to `count` that depends on row `i` and the column's `salt` alone. */
const pick = (i: string, salt: number, count: number): string => `(hash(${i} * 8 + ${salt}) % ${count} + 1)::integer`;
