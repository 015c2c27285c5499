-- The structure of TPC-H.
CREATE TABLE region (r_regionkey INTEGER NOT NULL, r_name CHAR(25) NOT NULL, r_comment VARCHAR(152), PRIMARY KEY (r_regionkey));
CREATE TABLE nation (n_nationkey INTEGER NOT NULL, n_name CHAR(25) NOT NULL, n_regionkey INTEGER NOT NULL REFERENCES region (r_regionkey), n_comment VARCHAR(152), PRIMARY KEY (n_nationkey));
CREATE TABLE part (
  p_partkey INTEGER NOT NULL, p_name VARCHAR(55) NOT NULL, p_mfgr CHAR(25) NOT NULL, p_brand CHAR(10) NOT NULL, p_type VARCHAR(25) NOT NULL,
  p_size INTEGER NOT NULL CHECK (p_size >= 0), p_container CHAR(10) NOT NULL, p_retailprice DECIMAL(15,2) NOT NULL CHECK (p_retailprice > 0), p_comment VARCHAR(23) NOT NULL,
  PRIMARY KEY (p_partkey)
);
CREATE TABLE supplier (
  s_suppkey INTEGER NOT NULL, s_name CHAR(25) NOT NULL, s_address VARCHAR(40) NOT NULL, s_nationkey INTEGER NOT NULL REFERENCES nation (n_nationkey),
  s_phone CHAR(15) NOT NULL, s_acctbal DECIMAL(15,2) NOT NULL, s_comment VARCHAR(101) NOT NULL, PRIMARY KEY (s_suppkey)
);
CREATE TABLE partsupp (
  ps_partkey INTEGER NOT NULL REFERENCES part (p_partkey), ps_suppkey INTEGER NOT NULL REFERENCES supplier (s_suppkey), ps_availqty INTEGER NOT NULL CHECK (ps_availqty >= 0),
  ps_supplycost DECIMAL(15,2) NOT NULL CHECK (ps_supplycost >= 0), ps_comment VARCHAR(199) NOT NULL, PRIMARY KEY (ps_partkey, ps_suppkey)
);
CREATE TABLE customer (
  c_custkey INTEGER NOT NULL, c_name VARCHAR(25) NOT NULL, c_address VARCHAR(40) NOT NULL, c_nationkey INTEGER NOT NULL REFERENCES nation (n_nationkey),
  c_phone CHAR(15) NOT NULL, c_acctbal DECIMAL(15,2) NOT NULL, c_mktsegment CHAR(10) NOT NULL, c_comment VARCHAR(117) NOT NULL, PRIMARY KEY (c_custkey)
);
CREATE TABLE orders (
  o_orderkey BIGINT NOT NULL, o_custkey INTEGER NOT NULL REFERENCES customer (c_custkey), o_orderstatus CHAR(1) NOT NULL CHECK (o_orderstatus IN ('F', 'O', 'P')),
  o_totalprice DECIMAL(15,2) NOT NULL CHECK (o_totalprice >= 0), o_orderdate DATE NOT NULL, o_orderpriority CHAR(15) NOT NULL, o_clerk CHAR(15) NOT NULL,
  o_shippriority INTEGER NOT NULL, o_comment VARCHAR(79) NOT NULL, PRIMARY KEY (o_orderkey)
);
CREATE TABLE lineitem (
  l_orderkey BIGINT NOT NULL REFERENCES orders (o_orderkey), l_partkey INTEGER NOT NULL, l_suppkey INTEGER NOT NULL, l_linenumber INTEGER NOT NULL,
  l_quantity DECIMAL(15,2) NOT NULL CHECK (l_quantity >= 0), l_extendedprice DECIMAL(15,2) NOT NULL CHECK (l_extendedprice >= 0),
  l_discount DECIMAL(15,2) NOT NULL CHECK (l_discount BETWEEN 0 AND 1), l_tax DECIMAL(15,2) NOT NULL CHECK (l_tax >= 0),
  l_returnflag CHAR(1) NOT NULL, l_linestatus CHAR(1) NOT NULL, l_shipdate DATE NOT NULL, l_commitdate DATE NOT NULL, l_receiptdate DATE NOT NULL,
  l_shipinstruct CHAR(25) NOT NULL, l_shipmode CHAR(10) NOT NULL, l_comment VARCHAR(44) NOT NULL,
  PRIMARY KEY (l_orderkey, l_linenumber),
  FOREIGN KEY (l_partkey, l_suppkey) REFERENCES partsupp (ps_partkey, ps_suppkey),
  CHECK (l_shipdate <= l_receiptdate)
);
