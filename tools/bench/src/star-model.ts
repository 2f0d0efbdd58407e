/** The star's semantic model, in the form of the product's model files: written, so that the benchmark does not hang on guesses. */
export const starModel = {
  version: 1,
  name: 'Star',
  tables: [
    table('sales', 'sale', 'sale_id', {
      time: 'sale_date',
      fields: [
        key('sale_id', 'Sale'),
        { ...field('sale_date', 'Sale date', 'date', 'time') },
        key('store_id', 'Store number'),
        key('product_id', 'Product number'),
        key('channel_id', 'Channel number'),
        key('customer_id', 'Customer number'),
        field('quantity', 'Quantity', 'integer', 'number'),
        field('amount', 'Amount', 'decimal', 'number'),
      ],
    }),
    table('stores', 'store', 'store_id', {
      fields: [key('store_id', 'Number'), label('store_name'), category('city'), category('region')],
      labels: ['store_name'],
    }),
    table('products', 'product', 'product_id', {
      fields: [key('product_id', 'Number'), label('product_name'), category('brand'), category('category')],
      labels: ['product_name'],
    }),
    table('channels', 'channel', 'channel_id', {
      fields: [key('channel_id', 'Number'), label('channel_name')],
      labels: ['channel_name'],
    }),
    table('customers', 'customer', 'customer_id', {
      fields: [key('customer_id', 'Number'), label('customer_name'), category('segment'), category('country')],
      labels: ['customer_name'],
    }),
  ],
  joins: ['store', 'product', 'channel', 'customer'].map((name) => ({
    from: { table: 'sales', fields: [`${name}_id`] },
    to: { table: `${name}s`, fields: [`${name}_id`] },
  })),
};

function table(id: string, singular: string, primaryKey: string, more: object): object {
  return { id, label: title(id), singular, source: { name: id }, primaryKey: [primaryKey], ...more };
}

function field(id: string, name: string, type: string, role: string): object {
  return { id, label: name, column: id, type, role, nullable: false };
}

function key(id: string, name: string): object {
  return { ...field(id, name, 'integer', 'key'), additive: false };
}

function label(id: string): object {
  return field(id, 'Name', 'text', 'label');
}

function category(id: string): object {
  return field(id, title(id), 'text', 'category');
}

function title(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
