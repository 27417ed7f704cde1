import type { Step } from '../../../src/core/model/trajectory.ts';

/** A customer-service dialogue in the manner of tau-bench, made up: the agent talks, calls tools that answer JSON, and the user answers. */
const call = (tool: string, args: Record<string, unknown>, answer: unknown): Omit<Step, 'index'> => ({
  actor: 'assistant',
  actions: [{ tool, args: args as never, id: 'c1' }],
  observations: [{ text: JSON.stringify(answer), of: 'c1', from: 'tool' }],
});
const say = (text: string, answer?: string): Omit<Step, 'index'> => ({
  actor: 'assistant',
  text,
  actions: [],
  observations: answer === undefined ? [] : [{ text: answer, from: 'user' }],
});

export const DIALOGUE: readonly Step[] = [
  say(
    'Hello, this is the airline service desk. How may I help?',
    'Hi, I need to change my flight from New York to Chicago. My id is mia_li_3668.',
  ),
  call(
    'get_user_details',
    { user_id: 'mia_li_3668' },
    {
      name: { first_name: 'Mia', last_name: 'Li' },
      address: { address1: '975 Sunset Drive', city: 'Austin', country: 'USA', zip: '78750' },
      membership: 'gold',
      payment_methods: { credit_card_4421486: { source: 'credit_card', brand: 'visa', last_four: '7447' } },
      reservations: ['NO6JO3', 'AIXC49', 'HKEG34'],
    },
  ),
  call(
    'get_reservation_details',
    { reservation_id: 'NO6JO3' },
    {
      reservation_id: 'NO6JO3',
      origin: 'JFK',
      destination: 'ORD',
      flight_type: 'one_way',
      cabin: 'economy',
      flights: [{ flight_number: 'HAT136', date: '2024-05-19', price: 152, status: null }],
      insurance: 'no',
    },
  ),
  say('I see reservation NO6JO3, JFK to ORD on May 19. Which day would you like?', 'The 20th please, cheapest one.'),
  call('search_direct_flight', { origin: 'JFK', destination: 'ORD', date: '2024-05-20' }, [
    { flight_number: 'HAT069', departure: '06:00:00', prices: { basic_economy: 51, economy: 121, business: 239 } },
    { flight_number: 'HAT083', departure: '01:00:00', prices: { basic_economy: 87, economy: 100, business: 276 } },
  ]),
  {
    actor: 'assistant',
    actions: [
      {
        tool: 'update_reservation_flights',
        args: {
          reservation_id: 'NO6JO3',
          cabin: 'economy',
          flights: [{ flight_number: 'HAT083', date: '2024-05-20' }],
          payment_id: 'gift_card_1',
        },
        id: 'c1',
      },
    ],
    observations: [{ text: 'Error: payment method not found', of: 'c1', from: 'tool', isError: true }],
  },
  say('HAT083 at 01:00 costs 100 dollars in economy. Shall I charge your Visa card?', 'Yes, go on. ###STOP###'),
].map((step, index) => ({ ...step, index }) as Step);
