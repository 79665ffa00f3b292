import ProductCollections
import StoaKit
import Testing

@Suite struct OrderRequestTests {
    @Test(arguments: [
        "products[]=3&products[]=1", "products%5B%5D=3&products%5B%5D=1&x=2", "products[0]=3&products[1]=1",
        "products=3,1",
    ])
    func `products are read as clients spell lists`(query: String) throws {
        #expect(try OrderRequest(Request("PUT", query: query)).products == [3, 1])
    }

    @Test func `a body says the same`() throws {
        let body = JSON(#"{"products":[3,"1"],"sort_order":"alpha-desc"}"#)
        let order = try OrderRequest(Request("PUT", body: body))
        #expect(order.products == [3, 1] && order.sortOrder == .alphaDescending)
        #expect(try OrderRequest(Request("PUT", query: "sort_order=manual")).sortOrder == .manual)
    }

    @Test(arguments: [
        ("products[]=x", "products"), ("products[]=1&products[]=1", "products"), ("sort_order=best", "sort_order"),
        ((1...251).map { "products[]=\($0)" }.joined(separator: "&"), "products"),
    ])
    func `what is no order is refused`(query: String, field: String) {
        #expect {
            try OrderRequest(Request("PUT", query: query))
        } throws: {
            ($0 as? Failures)?.issues.map(\.field) == [field]
        }
    }
}
