package import StoaKit

/// Turns attachments into sources, and refuses sources that are no address of a picture.
package func completeImages(_ product: inout Product, _ failures: inout Failures) {
    for index in product.images.indices {
        if product.images[index].src.isEmpty, let attachment = product.images[index].attachment {
            product.images[index].src = Picture.address(holding: attachment)
        }
        let src = product.images[index].src
        // An empty one is refused by the declaration.
        if !src.isEmpty, !WebAddress.isImage(src) {
            failures.add("images[\(index)].src", "is not a valid URL")
        }
    }
}

/// Keeps `image_id` of variants and `variant_ids` of images in step.
///
/// A changed list of an image is followed first; what the variants then say is what counts.
package func linkImages(_ product: inout Product, _ before: Product?, _ failures: inout Failures) {
    let oldImages = Dictionary(before?.images.map { ($0.id, $0) } ?? [], uniquingKeysWith: { first, _ in first })
    for image in product.images where image.id > 0 {
        // Variants that are made with this write have no number yet, whatever a client calls them.
        let listed = Set(image.variantIDs.filter { $0 > 0 })
        guard listed != Set(oldImages[image.id]?.variantIDs ?? []) else { continue }
        showVariants(&product, image.id, listed)
    }
    let present = Set(product.images.map(\.id).filter { $0 > 0 })
    for index in product.variants.indices {
        guard let id = product.variants[index].imageID, !present.contains(id) else { continue }
        // The image was deleted with this write, or it never was one of this product.
        if oldImages[id] == nil {
            failures.add("variants[\(index)].image_id", "is not an image of this product")
        }
        product.variants[index].imageID = nil
    }
    let shown = Dictionary(grouping: product.variants.filter { $0.id > 0 }, by: \.imageID)
    for index in product.images.indices {
        product.images[index].variantIDs = shown[product.images[index].id]?.map(\.id) ?? []
    }
}

private func showVariants(_ product: inout Product, _ image: Int64, _ listed: Set<Int64>) {
    for index in product.variants.indices {
        let variant = product.variants[index]
        if listed.contains(variant.id) {
            product.variants[index].imageID = image
        } else if variant.imageID == image {
            product.variants[index].imageID = nil
        }
    }
}
