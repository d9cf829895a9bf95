/** Words for made-up messages. */
const words = (text: string): readonly string[] => text.split(/\s+/);

export const FIRST = words(`Ada Aino Amara Anton Bela Carla Chen Clara Diego Elif Emil Fatima Goran Greta Hana Hugo Ines Ivan Jonas Kofi Lea Liam Mara Mei Milan Nadia Nils Noor
Olga Omar Paula Pedro Rahul Rosa Sara Sven Tariq Tom Uma Vera Viktor Yara Yuki Zoe`);
export const LAST = words(`Ahmed Andersen Baker Becker Brown Castro Costa Dubois Eriksen Falk Fischer Garcia Haddad Hansen Ito Jansen Kaya Keller Kowalski Lange Lind Lopez Mensah
Meyer Moreau Nagy Novak Okafor Olsen Patel Petrov Reyes Rossi Sato Schmidt Silva Singh Tanaka Weber Wong`);
export const CITIES = ['Accra', 'Amsterdam', 'Athens', 'Berlin', 'Bogotá', 'Cairo', 'Chicago', 'Dublin', 'Hamburg', 'Istanbul', 'Jakarta', 'Kraków', 'Lagos', 'Lima', 'Lisbon', 'London', 'Madrid', 'Melbourne',
  'Milan', 'Mumbai', 'Nairobi', 'New York', 'Oslo', 'Paris', 'Porto', 'Prague', 'Rome', 'São Paulo', 'Seoul', 'Sofia', 'Stockholm', 'Tokyo', 'Toronto', 'Vienna', 'Zürich'];
export const COUNTRIES = words('AR AT AU BE BR CA CH CL CN CO CZ DE DK EG ES FI FR GB GH GR HU ID IE IN IT JP KE KR MX NG NL NO NZ PE PL PT RO SE SG TR UA US VN ZA');
export const WORDS = words(`amber anchor apple arrow autumn basket beacon berry birch bridge canyon carbon cedar chalk cloud copper coral cotton crystal dawn delta desert dune ember
engine falcon feather fern field flint forest garden glacier gravel harbor hazel island ivory jade kettle lake lantern lemon linen maple marble meadow mirror moss mountain nectar
north ocean olive opal orchard paper pebble pepper pine planet pocket prairie quartz rain raven reef ribbon river rocket saddle saffron salt shadow silver spring stone summer
sunset thunder timber trail tulip valley velvet violet walnut wave willow winter`);
