-- The tables of the demo warehouse. Keys are in the catalogue: the planted faults break some of them on purpose.
CREATE TABLE regions (region VARCHAR, opened_on DATE, households INTEGER);
CREATE TABLE stores (
    store_id INTEGER, name VARCHAR, city VARCHAR, region VARCHAR, opened_on DATE, floor_area_m2 INTEGER,
    latitude DECIMAL(8, 4), longitude DECIMAL(8, 4)
);
CREATE TABLE warehouses (
    warehouse_id INTEGER, name VARCHAR, city VARCHAR, region VARCHAR, opened_on DATE, capacity_pallets INTEGER
);
CREATE TABLE customers (
    customer_id INTEGER, name VARCHAR, email VARCHAR, phone VARCHAR, segment VARCHAR, loyalty_tier VARCHAR, region VARCHAR,
    city VARCHAR, joined_on DATE, newsletter BOOLEAN
);
CREATE TABLE categories (category_id INTEGER, name VARCHAR, department VARCHAR);
CREATE TABLE suppliers (
    supplier_id INTEGER, name VARCHAR, country VARCHAR, lead_time_days INTEGER, rating DECIMAL(2, 1)
);
CREATE TABLE products (
    product_id INTEGER, sku VARCHAR, name VARCHAR, brand VARCHAR, category_id INTEGER, supplier_id INTEGER,
    list_price DECIMAL(10, 2), unit_cost DECIMAL(10, 2), weight_kg DECIMAL(8, 3), launched_on DATE, discontinued_on DATE
);
CREATE TABLE promotions (
    promotion_id INTEGER, name VARCHAR, kind VARCHAR, discount_percent INTEGER, starts_on DATE, ends_on DATE
);
CREATE TABLE orders (
    order_id INTEGER, customer_id INTEGER, region VARCHAR, channel VARCHAR, store_id INTEGER, promotion_id INTEGER,
    status VARCHAR, ordered_at TIMESTAMP, order_value DECIMAL(12, 2), shipping_fee DECIMAL(8, 2), loaded_at TIMESTAMP
);
CREATE TABLE order_items (
    order_item_id INTEGER, order_id INTEGER, line_number INTEGER, product_id INTEGER, region VARCHAR, quantity INTEGER,
    unit_price DECIMAL(10, 2), discount_amount DECIMAL(12, 2), net_amount DECIMAL(12, 2), cost_amount DECIMAL(12, 2),
    returned_quantity INTEGER
);
CREATE TABLE payments (
    payment_id INTEGER, order_id INTEGER, method VARCHAR, status VARCHAR, amount DECIMAL(12, 2), paid_at TIMESTAMP
);
CREATE TABLE shipments (
    shipment_id INTEGER, order_id INTEGER, warehouse_id INTEGER, region VARCHAR, carrier VARCHAR, shipped_on DATE,
    promised_on DATE, delivered_on DATE, weight_kg DECIMAL(10, 3), shipping_cost DECIMAL(8, 2)
);
CREATE TABLE returns (
    return_id INTEGER, order_item_id INTEGER, region VARCHAR, returned_on DATE, reason VARCHAR, quantity INTEGER,
    refund_amount DECIMAL(12, 2)
);
CREATE TABLE inventory (
    warehouse_id INTEGER, product_id INTEGER, on_hand INTEGER, reorder_point INTEGER, counted_on DATE
);
CREATE TABLE support_tickets (
    ticket_id INTEGER, customer_id INTEGER, order_id INTEGER, topic VARCHAR, priority VARCHAR, channel VARCHAR,
    opened_at TIMESTAMP, closed_at TIMESTAMP, satisfaction INTEGER
);
CREATE TABLE employees (
    employee_id INTEGER, name VARCHAR, job_title VARCHAR, department VARCHAR, region VARCHAR, store_id INTEGER,
    manager_id INTEGER, hired_on DATE, salary DECIMAL(10, 2), email VARCHAR
);
CREATE TABLE audit_log (
    audit_id INTEGER, employee_id INTEGER, happened_at TIMESTAMP, action VARCHAR, object_name VARCHAR, rows_read INTEGER
);
