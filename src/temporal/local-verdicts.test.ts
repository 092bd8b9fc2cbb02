import { LocalVerdicts } from './local-verdicts';

describe('LocalVerdicts', () => {
  it('hands a verdict to who expects the batch, and to nobody else', async () => {
    const local = new LocalVerdicts();
    const heard: string[] = [];
    const mine = local.expect('a');
    void local.expect('b').then((verdicts) => heard.push(...verdicts));
    local.tell('a', ['stored', 'ignored']);
    local.tell('unknown', ['failed']);
    expect(await mine).toEqual(['stored', 'ignored']);
    expect(heard).toEqual([]);
  });

  it('tells nothing once forgotten', async () => {
    const local = new LocalVerdicts();
    const heard: string[] = [];
    void local.expect('a').then((verdicts) => heard.push(...verdicts));
    local.forget('a');
    local.tell('a', ['stored']);
    await Promise.resolve();
    expect(heard).toEqual([]);
  });
});
