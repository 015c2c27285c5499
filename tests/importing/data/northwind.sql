-- The structure of Northwind, SQL Server's sample of a trader.
CREATE TABLE [Categories] (
  [CategoryID] [int] IDENTITY(1,1) NOT NULL,
  [CategoryName] [nvarchar](15) NOT NULL,
  [Description] [ntext] NULL,
  [Picture] [image] NULL,
  CONSTRAINT [PK_Categories] PRIMARY KEY CLUSTERED ([CategoryID] ASC)
);
CREATE TABLE [CustomerDemographics] (
  [CustomerTypeID] [nchar](10) NOT NULL,
  [CustomerDesc] [ntext] NULL,
  CONSTRAINT [PK_CustomerDemographics] PRIMARY KEY ([CustomerTypeID])
);
CREATE TABLE [Customers] (
  [CustomerID] [nchar](5) NOT NULL,
  [CompanyName] [nvarchar](40) NOT NULL,
  [ContactName] [nvarchar](30) NULL,
  [ContactTitle] [nvarchar](30) NULL,
  [Address] [nvarchar](60) NULL,
  [City] [nvarchar](15) NULL,
  [Region] [nvarchar](15) NULL,
  [PostalCode] [nvarchar](10) NULL,
  [Country] [nvarchar](15) NULL,
  [Phone] [nvarchar](24) NULL,
  [Fax] [nvarchar](24) NULL,
  CONSTRAINT [PK_Customers] PRIMARY KEY ([CustomerID])
);
CREATE TABLE [CustomerCustomerDemo] (
  [CustomerID] [nchar](5) NOT NULL,
  [CustomerTypeID] [nchar](10) NOT NULL,
  CONSTRAINT [PK_CustomerCustomerDemo] PRIMARY KEY ([CustomerID], [CustomerTypeID])
);
CREATE TABLE [Employees] (
  [EmployeeID] [int] IDENTITY(1,1) NOT NULL,
  [LastName] [nvarchar](20) NOT NULL,
  [FirstName] [nvarchar](10) NOT NULL,
  [Title] [nvarchar](30) NULL,
  [TitleOfCourtesy] [nvarchar](25) NULL,
  [BirthDate] [datetime] NULL,
  [HireDate] [datetime] NULL,
  [Address] [nvarchar](60) NULL,
  [City] [nvarchar](15) NULL,
  [Region] [nvarchar](15) NULL,
  [PostalCode] [nvarchar](10) NULL,
  [Country] [nvarchar](15) NULL,
  [HomePhone] [nvarchar](24) NULL,
  [Extension] [nvarchar](4) NULL,
  [Photo] [image] NULL,
  [Notes] [ntext] NULL,
  [ReportsTo] [int] NULL,
  [PhotoPath] [nvarchar](255) NULL,
  CONSTRAINT [PK_Employees] PRIMARY KEY ([EmployeeID]),
  CONSTRAINT [FK_Employees_Employees] FOREIGN KEY ([ReportsTo]) REFERENCES [Employees] ([EmployeeID]),
  CONSTRAINT [CK_Birthdate] CHECK ([BirthDate] < getdate())
);
CREATE TABLE [Region] (
  [RegionID] [int] NOT NULL,
  [RegionDescription] [nchar](50) NOT NULL,
  CONSTRAINT [PK_Region] PRIMARY KEY ([RegionID])
);
CREATE TABLE [Territories] (
  [TerritoryID] [nvarchar](20) NOT NULL,
  [TerritoryDescription] [nchar](50) NOT NULL,
  [RegionID] [int] NOT NULL,
  CONSTRAINT [PK_Territories] PRIMARY KEY ([TerritoryID])
);
CREATE TABLE [EmployeeTerritories] (
  [EmployeeID] [int] NOT NULL,
  [TerritoryID] [nvarchar](20) NOT NULL,
  CONSTRAINT [PK_EmployeeTerritories] PRIMARY KEY ([EmployeeID], [TerritoryID])
);
CREATE TABLE [Shippers] (
  [ShipperID] [int] IDENTITY(1,1) NOT NULL,
  [CompanyName] [nvarchar](40) NOT NULL,
  [Phone] [nvarchar](24) NULL,
  CONSTRAINT [PK_Shippers] PRIMARY KEY ([ShipperID])
);
CREATE TABLE [Suppliers] (
  [SupplierID] [int] IDENTITY(1,1) NOT NULL,
  [CompanyName] [nvarchar](40) NOT NULL,
  [ContactName] [nvarchar](30) NULL,
  [ContactTitle] [nvarchar](30) NULL,
  [Address] [nvarchar](60) NULL,
  [City] [nvarchar](15) NULL,
  [Region] [nvarchar](15) NULL,
  [PostalCode] [nvarchar](10) NULL,
  [Country] [nvarchar](15) NULL,
  [Phone] [nvarchar](24) NULL,
  [Fax] [nvarchar](24) NULL,
  [HomePage] [ntext] NULL,
  CONSTRAINT [PK_Suppliers] PRIMARY KEY ([SupplierID])
);
CREATE TABLE [Products] (
  [ProductID] [int] IDENTITY(1,1) NOT NULL,
  [ProductName] [nvarchar](40) NOT NULL,
  [SupplierID] [int] NULL,
  [CategoryID] [int] NULL,
  [QuantityPerUnit] [nvarchar](20) NULL,
  [UnitPrice] [money] NULL CONSTRAINT [DF_Products_UnitPrice] DEFAULT (0),
  [UnitsInStock] [smallint] NULL CONSTRAINT [DF_Products_UnitsInStock] DEFAULT (0),
  [UnitsOnOrder] [smallint] NULL CONSTRAINT [DF_Products_UnitsOnOrder] DEFAULT (0),
  [ReorderLevel] [smallint] NULL CONSTRAINT [DF_Products_ReorderLevel] DEFAULT (0),
  [Discontinued] [bit] NOT NULL CONSTRAINT [DF_Products_Discontinued] DEFAULT (0),
  CONSTRAINT [PK_Products] PRIMARY KEY ([ProductID]),
  CONSTRAINT [FK_Products_Categories] FOREIGN KEY ([CategoryID]) REFERENCES [Categories] ([CategoryID]),
  CONSTRAINT [FK_Products_Suppliers] FOREIGN KEY ([SupplierID]) REFERENCES [Suppliers] ([SupplierID]),
  CONSTRAINT [CK_Products_UnitPrice] CHECK ([UnitPrice] >= 0),
  CONSTRAINT [CK_ReorderLevel] CHECK ([ReorderLevel] >= 0),
  CONSTRAINT [CK_UnitsInStock] CHECK ([UnitsInStock] >= 0)
);
CREATE TABLE [Orders] (
  [OrderID] [int] IDENTITY(1,1) NOT NULL,
  [CustomerID] [nchar](5) NULL,
  [EmployeeID] [int] NULL,
  [OrderDate] [datetime] NULL,
  [RequiredDate] [datetime] NULL,
  [ShippedDate] [datetime] NULL,
  [ShipVia] [int] NULL,
  [Freight] [money] NULL CONSTRAINT [DF_Orders_Freight] DEFAULT (0),
  [ShipName] [nvarchar](40) NULL,
  [ShipAddress] [nvarchar](60) NULL,
  [ShipCity] [nvarchar](15) NULL,
  [ShipRegion] [nvarchar](15) NULL,
  [ShipPostalCode] [nvarchar](10) NULL,
  [ShipCountry] [nvarchar](15) NULL,
  CONSTRAINT [PK_Orders] PRIMARY KEY ([OrderID]),
  CONSTRAINT [FK_Orders_Customers] FOREIGN KEY ([CustomerID]) REFERENCES [Customers] ([CustomerID]),
  CONSTRAINT [FK_Orders_Employees] FOREIGN KEY ([EmployeeID]) REFERENCES [Employees] ([EmployeeID]),
  CONSTRAINT [FK_Orders_Shippers] FOREIGN KEY ([ShipVia]) REFERENCES [Shippers] ([ShipperID])
);
CREATE TABLE [Order Details] (
  [OrderID] [int] NOT NULL,
  [ProductID] [int] NOT NULL,
  [UnitPrice] [money] NOT NULL CONSTRAINT [DF_Order_Details_UnitPrice] DEFAULT (0),
  [Quantity] [smallint] NOT NULL CONSTRAINT [DF_Order_Details_Quantity] DEFAULT (1),
  [Discount] [real] NOT NULL CONSTRAINT [DF_Order_Details_Discount] DEFAULT (0),
  CONSTRAINT [PK_Order_Details] PRIMARY KEY ([OrderID], [ProductID]),
  CONSTRAINT [FK_Order_Details_Orders] FOREIGN KEY ([OrderID]) REFERENCES [Orders] ([OrderID]),
  CONSTRAINT [FK_Order_Details_Products] FOREIGN KEY ([ProductID]) REFERENCES [Products] ([ProductID]),
  CONSTRAINT [CK_Discount] CHECK ([Discount] >= 0 AND [Discount] <= 1),
  CONSTRAINT [CK_Quantity] CHECK ([Quantity] > 0),
  CONSTRAINT [CK_UnitPrice] CHECK ([UnitPrice] >= 0)
);
ALTER TABLE [CustomerCustomerDemo] ADD CONSTRAINT [FK_CustomerCustomerDemo] FOREIGN KEY ([CustomerTypeID]) REFERENCES [CustomerDemographics] ([CustomerTypeID]);
ALTER TABLE [CustomerCustomerDemo] ADD CONSTRAINT [FK_CustomerCustomerDemo_Customers] FOREIGN KEY ([CustomerID]) REFERENCES [Customers] ([CustomerID]);
ALTER TABLE [Territories] ADD CONSTRAINT [FK_Territories_Region] FOREIGN KEY ([RegionID]) REFERENCES [Region] ([RegionID]);
ALTER TABLE [EmployeeTerritories] ADD CONSTRAINT [FK_EmployeeTerritories_Employees] FOREIGN KEY ([EmployeeID]) REFERENCES [Employees] ([EmployeeID]);
ALTER TABLE [EmployeeTerritories] ADD CONSTRAINT [FK_EmployeeTerritories_Territories] FOREIGN KEY ([TerritoryID]) REFERENCES [Territories] ([TerritoryID]);
