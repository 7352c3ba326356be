// Requests of axios, and what their answers and errors tell.
import { describe, expect, test } from 'vitest';
import { found } from './table.ts';

const CALL =
  "await axios.get('https://huggingface.co/api', { headers: { Authorization: 'Bearer ' + process.env.HF_TOKEN } })";

describe('requests', () => {
  test.each([
    [`const r = ${CALL};\nconsole.log(r.config);`, 'log-js-object@3'],
    [`const r = ${CALL};\nconsole.log(r.config.headers);`, 'log-js-object@3'],
    [`const r = ${CALL};\nconsole.log(r.data, r.status);`, ''],
    [`const r = ${CALL};\nconsole.log(r);`, 'warning log-js-object@3'],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.error('failed', error);\n}`, 'warning log-js-object@5'],
    [`try {\n  ${CALL};\n} catch (error) {\n  res.json({ error });\n}`, 'warning js-client-storage@5'],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.error('failed ' + error, error.message);\n}`, ''],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.error(\`failed \${error}\`);\n}`, ''],
    [`const r = ${CALL};\ntry {\n  JSON.parse(r.data);\n} catch (error) {\n  console.error(error);\n}`, ''],
    [`try {\n  ${CALL};\n} catch {\n  f();\n}\ntry {\n  g();\n} catch (error) {\n  console.error(error);\n}`, ''],
    [`${CALL};\nreaddir('a').catch((e) => console.error(e));`, ''],
    [
      `${CALL.slice(6)}.then((r) => r.data).then((d) => f(d)).catch((e) => console.error(e));`,
      'warning log-js-object@2',
    ],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.error(String(error));\n}`, ''],
    [`try {\n  ${CALL};\n} catch (error) {\n  throw error;\n}`, ''],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.log(error.config);\n}`, 'log-js-object@5'],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.log(error.response?.config.headers);\n}`, 'log-js-object@5'],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.log(error.config.url, error.message);\n}`, ''],
    [`try {\n  ${CALL};\n} catch (error) {\n  console.log(error.response.data, error.response.headers);\n}`, ''],
    [`${CALL.slice(6)}.catch((e) => console.error(e.config.headers));`, 'log-js-object@2'],
    [`${CALL.slice(6)}.then((r) => console.log(r.config)).catch((e) => console.error(e.message));`, 'log-js-object@2'],
    [`${CALL.slice(6)}.then((r) => console.log(r.data));`, ''],
    [
      "const t = process.env.HF_TOKEN;\nconst api = axios.create({ headers: { Authorization: 'Bearer ' + t } });\nasync function f() {\n  try {\n    await api.post('/a', {});\n  } catch (e) {\n    console.error(e.config);\n  }\n}",
      'log-js-object@8',
    ],
    [
      "const api = axios.create({ headers: { a: 'b' }, baseURL: process.env.HF_TOKEN_URL });\nasync function f() {\n  try {\n    await api.post('/a', {});\n  } catch (e) {\n    console.error(e.config);\n  }\n}",
      '',
    ],
    [
      "const api = axios.create({ headers: { Authorization: 'Bearer ' + process.env.HF_TOKEN } });\napi.interceptors.response.use(\n  (r) => {\n    console.log(r.config.headers);\n    return r;\n  },\n  (e) => {\n    console.log(e.config);\n  },\n);",
      'log-js-object@5, log-js-object@9',
    ],
    [
      "await axios({ url: 'https://huggingface.co', headers: { Authorization: 'Bearer ' + process.env.HF_TOKEN } }).catch((e) => console.log(e.config));",
      'log-js-object@2',
    ],
    [
      "const api = axios.create({ headers: { Authorization: 'Bearer ' + process.env.HF_TOKEN } });\ntry {\n  await f(api, process.env.HF_TOKEN);\n} catch (error) {\n  console.log(error.config);\n}",
      '',
    ],
    [`try {\n  await f(process.env.HF_TOKEN);\n} catch (error) {\n  console.log(error.config);\n}`, ''],
  ])('%j', (text, expected) => {
    expect(found('javascript', `import axios from 'axios';\n${text}`)).toBe(expected);
  });
});
