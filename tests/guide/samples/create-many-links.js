const destinations = [
  'https://example.com/product1',
  'https://example.com/product2',
  'https://example.com/product3'
];
const linkPromises = destinations.map(async (destination, index) => {
  return fetch('https://api.linkbreakers.com/v1/links', {
    method: 'POST',
    headers: {
      'Authorization': 'Bearer YOUR_JWT_TOKEN',
      'Content-Type': 'application/json'
    },
    body: JSON.stringify({
      destination,
      name: `Product ${index + 1} Campaign`,
      tags: ['bulk-created', 'product-campaign']
    })
  });
});
const responses = await Promise.all(linkPromises);
const links = await Promise.all(
  responses.map(response => response.json())
);
