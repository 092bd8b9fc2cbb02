import { attachment } from './file-names';

it.each([
  { name: 'www.example.org', header: 'attachment; filename="www.example.org.pem"' },
  { name: '*.example.org', header: 'attachment; filename="wildcard.example.org.pem"' },
  {
    name: 'Müller & Söhne',
    header: `attachment; filename="Muller_Sohne.pem"; filename*=UTF-8''M%C3%BCller%20%26%20S%C3%B6hne.pem`,
  },
  { name: '日本', header: `attachment; filename="id.pem"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pem` },
  { name: '../../etc/passwd', header: 'attachment; filename="etc_passwd.pem"' },
  {
    name: 'a"; filename=b\r\nX: y',
    header: `attachment; filename="a_filename_b_X_y.pem"; filename*=UTF-8''a_%3B%20filename%3Db_X_%20y.pem`,
  },
  { name: 'CON', header: 'attachment; filename="_CON.pem"' },
  { name: 'gnp.\u202eexe', header: 'attachment; filename="gnp._exe.pem"' },
  { name: "o'neil (1)", header: `attachment; filename="o_neil_1_.pem"; filename*=UTF-8''o%27neil%20%281%29.pem` },
  { name: '', header: 'attachment; filename="id.pem"' },
  { name: '...', header: 'attachment; filename="id.pem"' },
  { name: 'x'.repeat(300), header: `attachment; filename="${'x'.repeat(100)}.pem"` },
  { name: 'a\ud800b', header: 'attachment; filename="a_b.pem"' },
])('$name', ({ name, header }) => expect(attachment(name, 'id', 'pem')).toBe(header));
